import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { JsonObject, JsonValue } from '../../../shared/json.ts';
import { mergeJson } from '../../../shared/merge-json.ts';
import { isObject } from '../../manifest.ts';
import { findFiles } from '../../sources/find-files.ts';
import { firstDocument } from '../../yaml/first-document.ts';
import { treeOf } from '../../yaml/load-documents.ts';
import { locate } from '../../yaml/positioned-document.ts';
import type { ImageUse } from '../image-use.ts';
import { digestPlaceOf } from './digest-place-of.ts';
import { type ImageInValues, imagesInValues } from './image-in-values.ts';

/** Beside the values of a chart that is not in the tree. */
const upstreamValues = 'upstream-values.yaml';

/** An image in the values of a chart. */
export interface ValuesImage extends ImageUse {
  /** True where the chart is not in the tree, and so nothing else tells its images. */
  isUpstream: boolean;
}

/** The images that values files of charts name, in the charts of a tree and in folders with values for an upstream chart. */
export async function valuesImages(paths: readonly string[], cwd: string): Promise<ValuesImage[]> {
  const files = findFiles(paths, cwd).files.filter(({ path }) => /^values([-.].+)?\.ya?ml$/.test(basename(path)));
  const found: ValuesImage[] = [];
  for (const file of files) {
    const folder = dirname(file.path);
    const isUpstream = existsSync(join(folder, upstreamValues));
    if (!isUpstream && !existsSync(join(folder, 'Chart.yaml'))) continue;
    for (const use of await imagesOfFile(file.path, folder)) {
      found.push({ ...use, file: file.shown, object: `values of ${basename(dirname(folder))}`, isUpstream });
    }
  }
  return found;
}

async function imagesOfFile(path: string, folder: string): Promise<Omit<ImageUse, 'file' | 'object'>[]> {
  const document = await firstDocument(path);
  const tree = document && (await treeOf(document));
  if (document === undefined || tree === undefined || !isObject(document.value)) return [];
  const { piece, value } = document;
  const { text, offset, lineOffset } = piece;
  const images = imagesInValues(mergeJson(await baseValues(path, folder), document.value), await appVersion(folder));
  const knowsDigests = images.some(({ mapping }) => mapping !== undefined && 'digest' in mapping);
  return images
    .filter((each) => isNamedIn(value, each))
    .map((each) => {
      const [start] = locate(tree, each.path, 'value');
      const line = lineOffset + text.slice(0, start).split('\n').length;
      const pin = digestPlaceOf(each, { tree, text, offset, knowsDigests });
      return { image: each.image, line, ...(pin === undefined ? {} : { pin }) };
    });
}

/** What lies below a values file: values.yaml of the chart, or the defaults of the upstream chart. */
async function baseValues(path: string, folder: string): Promise<JsonObject> {
  const base = ['values.yaml', upstreamValues].map((name) => join(folder, name)).find((file) => existsSync(file));
  const value = base === undefined || base === path ? {} : (await firstDocument(base))?.value;
  return isObject(value) ? value : {};
}

async function appVersion(folder: string): Promise<string | undefined> {
  const file = join(folder, 'Chart.yaml');
  const chart = existsSync(file) ? (await firstDocument(file))?.value : undefined;
  return isObject(chart) && chart.appVersion !== undefined ? String(chart.appVersion) : undefined;
}

/** Whether the file itself says which image it is, rather than a file below it. */
function isNamedIn(value: JsonValue, { path, mapping }: ImageInValues): boolean {
  let here: JsonValue | undefined = value;
  for (const step of path) here = isObject(here) ? here[step] : Array.isArray(here) ? here[Number(step)] : undefined;
  if (mapping === undefined) return typeof here === 'string';
  return isObject(here) && ['registry', 'repository', 'tag'].some((key) => isObject(here) && key in here);
}
