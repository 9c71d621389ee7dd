import { copyFile, mkdir, rename, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { BundleFiles } from '../context.ts';
import type { K3sPlaces } from './places.ts';

/** Names of the archives with images in a bundle: those of k3s itself and those of the components. */
function bundledImages(bundle: BundleFiles | null): string[] {
  return (bundle?.names ?? []).filter((name) => /^(images|k3s\/k3s-airgap-images-)/.test(name)).toSorted();
}

/** Archives of the bundle that are not yet where k3s loads them from. */
export async function missingImages(bundle: BundleFiles | null, places: K3sPlaces): Promise<string[]> {
  const missing: string[] = [];
  for (const name of bundledImages(bundle)) {
    if ((await stat(targetOf(places, name)).catch(() => null)) === null) missing.push(name);
  }
  return missing;
}

/** Copies them there; each appears whole. k3s loads them when it starts. */
export async function placeImages(bundle: BundleFiles, names: readonly string[], places: K3sPlaces): Promise<void> {
  await mkdir(places.images, { recursive: true });
  for (const name of names) {
    const target = targetOf(places, name);
    const draft = join(places.images, `.${basename(target)}.new`);
    await copyFile(await bundle.take(name), draft);
    await rename(draft, target);
  }
}

function targetOf({ images }: K3sPlaces, name: string): string {
  return join(images, name.replace(/^(images|k3s)\//, '').replaceAll('/', '_'));
}
