import type { CatalogFile, KindEntry, SchemaNode, VersionedSchema } from '../../src/manifests/schema/catalog-format.ts';
import type { SchemaSet } from './read-openapi.ts';

/** Joins the definitions of several Kubernetes versions (oldest first) and records only where they differ. */
export function mergeVersions(title: string, versions: { version: string; set: SchemaSet }[]): CatalogFile {
  const names = new Set(versions.flatMap(({ set }) => Object.keys(set.definitions)));
  const definitions: CatalogFile['definitions'] = {};
  for (const name of names) {
    definitions[name] = sinceForm(versions.map(({ version, set }) => [version, set.definitions[name] ?? null]));
  }
  return { title, definitions, kinds: mergeKinds(versions) };
}

function sinceForm(forms: [version: string, node: SchemaNode | null][]): SchemaNode | VersionedSchema {
  const since: Record<string, SchemaNode | null> = {};
  let last: string | undefined;
  for (const [version, node] of forms) {
    const text = JSON.stringify(node);
    if (text !== last) since[version] = node;
    last = text;
  }
  const all = Object.values(since);
  const only = all[0];
  return all.length === 1 && only ? only : { since };
}

function mergeKinds(versions: { version: string; set: SchemaSet }[]): Record<string, KindEntry> {
  const kinds: Record<string, KindEntry> = {};
  const first = versions[0]?.version;
  for (const { version, set } of versions) {
    for (const [key, entry] of Object.entries(set.kinds)) {
      kinds[key] ??= version === first ? { ...entry } : { ...entry, from: version };
    }
    for (const [key, entry] of Object.entries(kinds)) if (!set.kinds[key]) entry.until ??= version;
  }
  return kinds;
}
