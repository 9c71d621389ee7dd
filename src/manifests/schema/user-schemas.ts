import type { JsonObject, JsonValue } from '../../shared/json.ts';
import { isObject } from '../manifest.ts';
import type { CatalogFile, SchemaNode, SchemaObject } from './catalog-format.ts';
import { compactSchema, type OpenApiSchema } from './compact-schema.ts';

/** Schemas of the kinds that CustomResourceDefinitions define. Objects of other kinds are passed over. */
export function schemasOfCrds(values: JsonValue[], title: string): CatalogFile {
  const file: CatalogFile = { title, definitions: {}, kinds: {} };
  for (const value of values) {
    if (!isObject(value) || value.kind !== 'CustomResourceDefinition' || !isObject(value.spec)) continue;
    const { group, scope, names, versions } = value.spec;
    const kind = isObject(names) ? names.kind : undefined;
    if (typeof group !== 'string' || typeof kind !== 'string' || !Array.isArray(versions)) continue;
    for (const version of versions) {
      if (!isObject(version) || typeof version.name !== 'string' || version.served === false) continue;
      const schema = `${group}.${version.name}.${kind}`;
      file.definitions[schema] = rootSchema(version);
      file.kinds[`${group}/${version.name} ${kind}`] = {
        schema,
        scope: scope === 'Cluster' ? 'Cluster' : 'Namespaced',
      };
    }
  }
  return file;
}

/** The API server adds apiVersion, kind and metadata to every CRD by itself. */
function rootSchema(version: JsonObject): SchemaNode {
  const schema = isObject(version.schema) ? version.schema.openAPIV3Schema : undefined;
  const node = isObject(schema) ? compactSchema(schema as OpenApiSchema, (ref) => ref) : 'object';
  const root: SchemaObject = typeof node === 'string' ? { open: true } : node;
  return { ...root, fields: { ...root.fields, apiVersion: 'string', kind: 'string', metadata: '#meta.v1.ObjectMeta' } };
}
