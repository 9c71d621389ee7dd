import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Change } from '../component.ts';
import type { K3sPlaces } from './places.ts';
import { unwantedFiles, type WantedFile } from './wanted-files.ts';

/** What differs between the files that are there and those that are wanted. */
export async function planFiles(places: K3sPlaces, wanted: readonly WantedFile[]): Promise<Change[]> {
  const changes: Change[] = [];
  for (const file of wanted) {
    const found = await readFile(file.path, 'utf8').catch(() => null);
    if (found === null) changes.push({ action: 'create', what: file.path });
    else if (found !== file.content) changes.push({ action: 'update', what: file.path, detail: 'its content differs' });
    else if (((await stat(file.path)).mode & 0o777) !== file.mode) {
      changes.push({ action: 'update', what: file.path, detail: `its mode is not ${file.mode.toString(8)}` });
    }
  }
  for (const path of unwantedFiles(places, wanted)) {
    if ((await stat(path).catch(() => null)) !== null) changes.push({ action: 'delete', what: path });
  }
  return changes;
}

/** Makes them so; each file is replaced in one step. */
export async function applyFiles(places: K3sPlaces, wanted: readonly WantedFile[]): Promise<void> {
  for (const { path, content, mode } of wanted) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.new`, content, { mode, flush: true });
    await rename(`${path}.new`, path);
  }
  for (const path of unwantedFiles(places, wanted)) await rm(path, { force: true });
}

/**
 * Names a version with its files. k3s does not notice a changed file (k3s-io/k3s#11180), so this is written once it runs
 * with them: a run that was killed before that is told from one that was not.
 */
export function stampOf(version: string, wanted: readonly WantedFile[]): string {
  const hash = createHash('sha256').update(version);
  for (const { path, content } of wanted) hash.update(`\0${path}\0${content}`);
  return `${hash.digest('hex')}\n`;
}
