import type { Fault } from '../finding.ts';
import { containersOf, podOf } from '../lint/pods.ts';
import { describeObject, isObject } from '../manifest.ts';
import type { Inspector, ReadObject } from '../validate/inspector.ts';
import { readTree } from '../validate/read-tree.ts';
import type { Report } from '../validate/report.ts';
import type { TreeOptions } from '../validate/tree-options.ts';
import { treeOf } from '../yaml/load-documents.ts';
import { locate, type Path } from '../yaml/positioned-document.ts';
import { tagOf, withoutDigest } from './image-reference.ts';
import type { ImageUse } from './image-use.ts';
import { valuesImages } from './values/values-images.ts';

/** The images of a tree. */
export interface FoundImages {
  /** What objects run, and what the values of charts that are not in the tree name. */
  uses: ImageUse[];
  /** Where values files name images that the charts of the tree run. */
  inValues: ImageUse[];
  report: Report;
}

/** Every image that a tree runs, with the places that name it. */
export async function findImages(paths: readonly string[], options: TreeOptions): Promise<FoundImages> {
  const inspector = new ImageInspector();
  const report = await readTree(paths, options, inspector);
  const values = await valuesImages(paths, options.cwd);
  const run = new Set(inspector.uses.map(({ image }) => tagOf(image)));
  return {
    uses: [...inspector.uses, ...values.filter(({ isUpstream }) => isUpstream)],
    inValues: values.filter(({ image, isUpstream }) => !isUpstream && run.has(tagOf(image))),
    report,
  };
}

class ImageInspector implements Inspector {
  readonly checksForms = false;
  readonly uses: ImageUse[] = [];

  async inspect(object: ReadObject): Promise<Fault[]> {
    for (const [image, path] of imagesOf(object)) this.uses.push(await useOf(object, image, path));
    return [];
  }

  async finish(): Promise<[]> {
    return [];
  }
}

/** Images of containers, and of volumes that are images. */
function imagesOf({ manifest }: ReadObject): [image: string, path: Path][] {
  const pod = podOf(manifest);
  if (!pod) return [];
  const found: [string, Path][] = containersOf(pod)
    .filter(({ container }) => typeof container.image === 'string' && container.image !== '')
    .map(({ container, at }) => [String(container.image), [...manifest.at, ...at, 'image']]);
  for (const [index, volume] of (Array.isArray(pod.spec.volumes) ? pod.spec.volumes : []).entries()) {
    const image = isObject(volume) && isObject(volume.image) ? volume.image.reference : undefined;
    if (typeof image === 'string')
      found.push([image, [...manifest.at, ...pod.path, 'volumes', index, 'image', 'reference']]);
  }
  return found;
}

async function useOf({ manifest, document, origin }: ReadObject, image: string, path: Path): Promise<ImageUse> {
  const { piece } = document;
  const tree = await treeOf(document);
  const [start, end] = tree ? locate(tree, path, 'value') : [0, 0];
  const line = piece.lineOffset + piece.text.slice(0, start).split('\n').length;
  const use = { image, file: origin.file, object: describeObject(manifest) };
  if (origin.rendered !== undefined) return { ...use, line: 1 };
  const pin = { start: piece.offset + start, end: piece.offset + end, before: `${withoutDigest(image)}@` };
  return { ...use, line, pin };
}
