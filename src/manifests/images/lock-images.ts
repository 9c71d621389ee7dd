import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isRaibidError } from '../../shared/errors.ts';
import { applyFixes } from '../lint/apply-fixes.ts';
import type { ImageUse } from './find-images.ts';
import { parseImage } from './image-reference.ts';
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

async function lockImage(image: string, options: RegistryOptions): Promise<LockedImage> {
  const reference = parseImage(image);
  if (!reference) return { image, problem: 'it is no image name' };
  try {
    return { image, digest: await readDigest(reference, options) };
  } catch (error) {
    if (!isRaibidError(error)) throw error;
    return { image, problem: error.message };
  }
}

/** Writes `name:tag@digest` where manifests name an image that was locked; answers the files that changed. */
export function writeDigests(uses: readonly ImageUse[], locked: readonly LockedImage[], cwd: string): string[] {
  const digests = new Map(
    locked.flatMap(({ image, digest }) => (digest === undefined ? [] : [[image, digest] as const])),
  );
  const changed: string[] = [];
  for (const [file, inFile] of Map.groupBy(uses, (use) => use.file)) {
    const fixes = inFile.flatMap(({ image, span }) => {
      const digest = digests.get(image);
      if (digest === undefined || span === undefined || image.includes('@')) return [];
      return [{ start: span[0], end: span[1], text: `${image}@${digest}` }];
    });
    if (fixes.length === 0) continue;
    const path = resolve(cwd, file);
    writeFileSync(path, applyFixes(readFileSync(path, 'utf8'), fixes));
    changed.push(file);
  }
  return changed;
}
