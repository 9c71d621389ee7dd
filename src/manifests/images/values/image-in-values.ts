import type { JsonObject, JsonValue } from '../../../shared/json.ts';
import { isObject } from '../../manifest.ts';
import type { Path } from '../../yaml/positioned-document.ts';

/** An image that values name: as one text, or as a mapping with `repository` and `tag` (and `registry`, `digest`). */
export interface ImageInValues {
  /** `registry/repository:tag@digest`, with the chart's appVersion where there is no tag. */
  image: string;
  path: Path;
  /** The mapping; undefined where the image is one text. */
  mapping?: JsonObject;
}

/** Every image in values. `appVersion`: what charts take for an empty tag. */
export function imagesInValues(values: JsonValue, appVersion: string | undefined, path: Path = []): ImageInValues[] {
  if (Array.isArray(values)) return values.flatMap((value, at) => imagesInValues(value, appVersion, [...path, at]));
  if (typeof values === 'string') return isImageText(values, path) ? [{ image: values, path }] : [];
  if (!isObject(values)) return [];
  const image = imageOf(values, appVersion);
  const here = image === undefined ? [] : [{ image, path, mapping: values }];
  return [
    ...here,
    ...Object.entries(values).flatMap(([key, value]) => imagesInValues(value, appVersion, [...path, key])),
  ];
}

/** A text below a key such as `image` or `busyboxImage`, with a tag. */
function isImageText(text: string, path: Path): boolean {
  return /image$/i.test(String(path.at(-1) ?? '')) && /^[\w.:/-]+:[\w][\w.-]*(@sha256:[0-9a-f]{64})?$/.test(text);
}

function imageOf(
  { registry, repository, tag, digest }: JsonObject,
  appVersion: string | undefined,
): string | undefined {
  if (typeof repository !== 'string' || repository === '') return undefined;
  const version = String(tag ?? '') || appVersion;
  if (version === undefined) return undefined;
  const host = typeof registry === 'string' && registry !== '' ? `${registry}/` : '';
  const pinned = typeof digest === 'string' && digest !== '' ? `@${digest}` : '';
  return `${host}${repository}:${version}${pinned}`;
}
