import { readFile } from 'node:fs/promises';
import type { KindEntry, SchemaNode } from '../../src/manifests/schema/catalog-format.ts';
import { compactSchema, type OpenApiSchema } from '../../src/manifests/schema/compact-schema.ts';
import { applyEnums, readEnums } from './read-enums.ts';

export interface SchemaSet {
  definitions: Record<string, SchemaNode>;
  kinds: Record<string, KindEntry>;
}

interface GroupVersionKind {
  group: string;
  version: string;
  kind: string;
}

interface Swagger {
  definitions: Record<string, OpenApiSchema & { 'x-kubernetes-group-version-kind'?: GroupVersionKind[] }>;
  paths: Record<string, { post?: { 'x-kubernetes-group-version-kind'?: GroupVersionKind } }>;
}

/** Scalars that OpenAPI describes as plain strings, by the definition that stands for them. */
const scalarDefinitions: Record<string, SchemaNode> = {
  'resource.Quantity': 'quantity',
  'intstr.IntOrString': 'int-or-string',
  'meta.v1.Time': 'time',
  'meta.v1.MicroTime': 'micro-time',
  'runtime.RawExtension': 'object',
  'meta.v1.FieldsV1': 'object',
};

/**
 * Reads the definitions, and the kinds that the API server lets clients create, from a swagger.json of Kubernetes.
 * `generated` is the generated Go code of the same version, which has the enumerations.
 */
export async function readSwagger(file: string, generated: string): Promise<SchemaSet> {
  const swagger = JSON.parse(await readFile(file, 'utf8')) as Swagger;
  const kinds = kindsOf(swagger);
  const wanted = reachable(
    swagger,
    Object.values(kinds).map((kind) => kind.schema),
  );
  const definitions: Record<string, SchemaNode> = {};
  for (const [name, schema] of Object.entries(swagger.definitions)) {
    const short = shortName(name);
    if (wanted.has(short)) definitions[short] = scalarDefinitions[short] ?? compactSchema(schema, refName);
  }
  applyEnums(definitions, await readEnums(generated));
  return { definitions, kinds };
}

/** `io.k8s.api.core.v1.Pod` becomes `core.v1.Pod`. */
function shortName(name: string): string {
  return name
    .replace(/^io\.k8s\.api\./, '')
    .replace(/^io\.k8s\.apimachinery\.pkg\.(apis|util|api)\./, '')
    .replace(/^io\.k8s\.apimachinery\.pkg\./, '')
    .replace(/^io\.k8s\.(apiextensions-apiserver|kube-aggregator)\.pkg\.apis\./, '');
}

function refName(ref: string): string {
  return shortName(ref.replace('#/definitions/', ''));
}

function kindsOf(swagger: Swagger): Record<string, KindEntry> {
  const schemas = new Map<string, string>();
  for (const [name, schema] of Object.entries(swagger.definitions)) {
    const gvks = schema['x-kubernetes-group-version-kind'] ?? [];
    if (gvks.length === 1 && gvks[0]) schemas.set(kindKey(gvks[0]), shortName(name));
  }
  const kinds: Record<string, KindEntry> = {};
  for (const [path, { post }] of Object.entries(swagger.paths)) {
    const gvk = post?.['x-kubernetes-group-version-kind'];
    const schema = gvk && schemas.get(kindKey(gvk));
    // A path that ends in a parameter's subresource (`{name}/eviction`) creates no object of its own.
    if (!gvk || !schema || path.includes('{name}')) continue;
    kinds[kindKey(gvk)] = { schema, scope: path.includes('{namespace}') ? 'Namespaced' : 'Cluster' };
  }
  return kinds;
}

function kindKey({ group, version, kind }: GroupVersionKind): string {
  return `${group === '' ? '' : `${group}/`}${version} ${kind}`;
}

function reachable(swagger: Swagger, roots: string[]): Set<string> {
  const byShortName = new Map(Object.entries(swagger.definitions).map(([name, schema]) => [shortName(name), schema]));
  const seen = new Set<string>();
  const waiting = [...roots];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const text = JSON.stringify(byShortName.get(name) ?? {});
    for (const match of text.matchAll(/"\$ref":"([^"]+)"/g)) if (match[1]) waiting.push(refName(match[1]));
  }
  return seen;
}
