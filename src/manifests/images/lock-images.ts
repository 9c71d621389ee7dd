import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isRaibidError } from '../../shared/errors.ts';
import { applyFixes } from '../lint/apply-fixes.ts';
import { readText } from '../yaml/read-text.ts';
import { digestFix } from './digest-place.ts';
import { parseImage, tagOf, withoutDigest } from './image-reference.ts';
import type { ImageUse } from './image-use.ts';
import { type RegistryOptions, readDigest } from './registry.ts';

export interface LockedImage {
  image: string;
  /** As read from the registry; absent when it could not be read. */
  digest?: string;
  /** Why there is no digest. */
  problem?: string;
}

/** Asks the registries for the digest of each image. One that does not answer leaves its images without a digest. */
export async function lockImages(images: readonly string[], options: RegistryOptions): Promise<LockedImage[]> {
  const locked: LockedImage[] = [];
  for (const image of images) locked.push(await lockImage(image, options));
  return locked;
}

/** What has a tag is asked for by it, also where a digest stands beside it: the tag may have been raised since. */
function isTagged(image: string): boolean {
  return /:[\w.-]+@/.test(image);
}

async function lockImage(image: string, options: RegistryOptions): Promise<LockedImage> {
  const reference = parseImage(isTagged(image) ? withoutDigest(image) : image);
  if (!reference) return { image, problem: 'it is no image name' };
  try {
    return { image, digest: await readDigest(reference, options) };
  } catch (error) {
    if (!isRaibidError(error)) throw error;
    return { image, problem: error.message };
  }
}

/** Writes digests to the places of images that were locked; answers the files that changed. */
export function writeDigests(uses: readonly ImageUse[], locked: readonly LockedImage[], cwd: string): string[] {
  const digests = new Map(locked.map(({ image, digest }) => [tagOf(image), digest]));
  const changed: string[] = [];
  for (const [file, inFile] of Map.groupBy(uses, (use) => use.file)) {
    const path = resolve(cwd, file);
    const bytes = readFileSync(path);
    const { text } = readText(bytes);
    const fixes = inFile.flatMap(({ image, pin }) => {
      const digest = digests.get(tagOf(image));
      return (pin && digest && digestFix(text, pin, digest)) || [];
    });
    // Two objects may have one place: a template that both take by an alias.
    const places = [...new Map(fixes.map((fix) => [fix.start, fix])).values()];
    if (places.length === 0) continue;
    writeFileSync(path, asBefore(bytes, applyFixes(text, places)));
    changed.push(file);
  }
  return changed;
}

/** Places are counted in a text with the line ends of Unix and without a byte order mark: the file gets its own again. */
function asBefore(bytes: Buffer, text: string): string {
  const mark = bytes.subarray(0, 3).equals(Buffer.from('\ufeff')) ? '\ufeff' : '';
  return mark + (bytes.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text);
}
