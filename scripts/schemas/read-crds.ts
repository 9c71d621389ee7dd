import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { schemasOfCrds } from '../../src/manifests/schema/user-schemas.ts';
import type { JsonValue } from '../../src/shared/json.ts';
import type { SchemaSet } from './read-openapi.ts';

/** Reads all CRDs below a folder. `configuration`: the kinds are read by programs, not by the API server. */
export async function readCrdFolder(folder: string, configuration = false): Promise<SchemaSet> {
  const values: JsonValue[] = [];
  for (const file of await yamlFiles(folder)) {
    for (const document of parseAllDocuments(await readFile(file, 'utf8'))) values.push(document.toJS() as JsonValue);
  }
  const { definitions, kinds } = schemasOfCrds(values, '');
  if (configuration) for (const entry of Object.values(kinds)) entry.scope = 'None';
  return { definitions: definitions as SchemaSet['definitions'], kinds };
}

async function yamlFiles(path: string): Promise<string[]> {
  if ((await stat(path)).isFile()) return [path];
  const names = (await readdir(path)).filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml');
  return names.toSorted().map((name) => join(path, name));
}
