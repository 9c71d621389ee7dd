import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { KindEntry, SchemaNode, SchemaObject } from '../../src/manifests/schema/catalog-format.ts';
import { compactSchema, type OpenApiSchema } from '../../src/manifests/schema/compact-schema.ts';
import type { SchemaSet } from './read-openapi.ts';

export interface CustomResourceDefinition {
  kind: string;
  spec: {
    group: string;
    scope: 'Namespaced' | 'Cluster';
    names: { kind: string };
    versions: { name: string; served: boolean; schema?: { openAPIV3Schema?: OpenApiSchema } }[];
  };
}

/** Reads all CRDs below a folder. `configuration`: the kinds are read by programs, not by the API server. */
export async function readCrdFolder(folder: string, configuration = false): Promise<SchemaSet> {
  const set: SchemaSet = { definitions: {}, kinds: {} };
  for (const file of await yamlFiles(folder)) {
    for (const document of parseAllDocuments(await readFile(file, 'utf8'))) {
      const value = document.toJS() as CustomResourceDefinition | null;
      if (value?.kind === 'CustomResourceDefinition') addCrd(set, value, configuration);
    }
  }
  return set;
}

async function yamlFiles(path: string): Promise<string[]> {
  if ((await stat(path)).isFile()) return [path];
  const names = (await readdir(path)).filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml');
  return names.toSorted().map((name) => join(path, name));
}

function addCrd(set: SchemaSet, crd: CustomResourceDefinition, configuration: boolean): void {
  const { group, scope, names, versions } = crd.spec;
  for (const version of versions.filter((each) => each.served)) {
    const schema = `${group}.${version.name}.${names.kind}`;
    set.definitions[schema] = rootSchema(version.schema?.openAPIV3Schema ?? { type: 'object' });
    set.kinds[`${group}/${version.name} ${names.kind}`] = {
      schema,
      scope: configuration ? 'None' : scope,
    } satisfies KindEntry;
  }
}

/** The API server adds apiVersion, kind and metadata to every CRD by itself. */
function rootSchema(schema: OpenApiSchema): SchemaNode {
  const node = compactSchema(schema, (ref) => ref);
  const root: SchemaObject = typeof node === 'string' ? { open: true } : node;
  return { ...root, fields: { ...root.fields, apiVersion: 'string', kind: 'string', metadata: '#meta.v1.ObjectMeta' } };
}
