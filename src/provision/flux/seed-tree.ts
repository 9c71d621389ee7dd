import { cp, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Document, parseDocument } from 'yaml';
import type { JsonObject, JsonValue } from '../../shared/json.ts';
import { mergeJson } from '../../shared/merge-json.ts';
import { readValuesFile } from '../chart/chart-values.ts';
import type { ComponentEntry } from '../components.ts';
import type { ComponentContext } from '../context.ts';
import { recordFile, recordText } from './setup-record.ts';

/** What decides the content of the infra repository. */
export type SeedContext = Pick<ComponentContext, 'infra' | 'entries' | 'profile' | 'valuesOf'>;

/**
 * Writes what the infra repository is to hold into an empty folder: `infra/` of this package, with what the user set in
 * the values files that Flux reads, and a record of it. Comments of the files stay.
 */
export async function writeSeedTree(context: SeedContext, folder: string): Promise<void> {
  const target = join(folder, 'infra');
  await cp(context.infra, target, { recursive: true });
  await writeFile(join(folder, recordFile), recordText({ profile: context.profile, values: valuesOf(context) }));
  for (const entry of context.entries.filter(({ chart }) => chart !== undefined)) {
    const own = mergeJson(profileValues(context, entry), context.valuesOf(entry.name));
    if (Object.keys(own).length === 0) continue;
    const file = join(target, relative(context.infra, valuesFile(context, entry, 'values.yaml')));
    const document = parseDocument(await readFile(file, 'utf8'));
    for (const [path, value] of leaves(own)) setValue(document, path, value);
    await writeFile(file, document.toString({ lineWidth: 0 }));
  }
}

function valuesOf({ entries, valuesOf: of }: SeedContext): Record<string, JsonObject> {
  return Object.fromEntries(
    entries.map(({ name }) => [name, of(name)] as const).filter(([, values]) => Object.keys(values).length > 0),
  );
}

/** The folder below infra/flux/clusters that fits: `small` lays values-dev.yaml over the values by itself. */
export function clusterFolder({ infra, profile }: Pick<ComponentContext, 'infra' | 'profile'>): string {
  return join(infra, 'flux', 'clusters', profile === 'dev' ? 'small' : 'spark');
}

/** Values of a profile for which there is no cluster folder. */
function profileValues(context: SeedContext, entry: ComponentEntry): JsonObject {
  return context.profile === 'test' ? readValuesFile(valuesFile(context, entry, 'values-test.yaml')) : {};
}

function valuesFile({ infra }: Pick<SeedContext, 'infra'>, entry: ComponentEntry, name: string): string {
  return join(infra, entry.values ?? entry.chart ?? '', name);
}

/** Every value that is no mapping, with its path. */
function leaves(values: JsonObject, above: string[] = []): [path: string[], value: JsonValue][] {
  return Object.entries(values).flatMap(([key, value]) => {
    const path = [...above, key];
    const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isMapping && Object.keys(value).length > 0 ? leaves(value, path) : [[path, value]];
  });
}

function setValue(document: Document, path: readonly string[], value: JsonValue): void {
  document.setIn(path, document.createNode(value));
}
