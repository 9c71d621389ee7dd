import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CatalogFile, CatalogIndex } from '../../src/manifests/schema/catalog-format.ts';

/** The text of a catalog file: sorted, one definition and one kind a line. */
export function catalogText(file: CatalogFile): string {
  return `{"title":${JSON.stringify(file.title)},\n"kinds":${lines(file.kinds)},\n"definitions":${lines(file.definitions)}}\n`;
}

/** Writes the files and their index; answers the size of everything in bytes. */
export async function writeCatalog(
  folder: string,
  files: Record<string, CatalogFile>,
  facts: Pick<CatalogIndex, 'kubernetesVersions' | 'sources'>,
): Promise<number> {
  await mkdir(folder, { recursive: true });
  const index: CatalogIndex = { ...facts, files: {} };
  let size = 0;
  for (const [name, file] of Object.entries(files)) {
    const text = catalogText(file);
    size += text.length;
    index.files[name] = { title: file.title, sha256: sha256(text), kinds: Object.keys(file.kinds).toSorted() };
    await writeFile(join(folder, `${name}.json`), text);
  }
  const text = `${JSON.stringify(index, null, 1)}\n`;
  await writeFile(join(folder, 'index.json'), text);
  return size + text.length;
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function lines(entries: Record<string, unknown>): string {
  const names = Object.keys(entries).toSorted();
  return `{\n${names.map((name) => `${JSON.stringify(name)}:${sortedJson(entries[name])}`).join(',\n')}\n}`;
}

/** JSON with sorted keys: the same content always gives the same text. */
function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const keys = Object.keys(value).toSorted();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${sortedJson((value as Record<string, unknown>)[key])}`).join(',')}}`;
}
