import { isObject } from '../manifest.ts';
import type { SchemaNode, SchemaObject } from './catalog-format.ts';

type Resolve = (node: SchemaNode) => SchemaObject | undefined;

/** Words that CEL keeps for itself; Kubernetes writes fields of these names as `__namespace__`. */
const reserved = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

/** The name under which a CEL rule sees a field. */
function celName(field: string): string {
  if (reserved.has(field)) return `__${field}__`;
  return field
    .replaceAll('__', '__underscores__')
    .replaceAll('.', '__dot__')
    .replaceAll('-', '__dash__')
    .replaceAll('/', '__slash__');
}

/** A value as CEL rules see it: defaults filled in, whole numbers as integers, fields under their CEL names. */
export function celValue(node: SchemaNode | undefined, value: unknown, resolve: Resolve): unknown {
  const schema = node === undefined ? undefined : resolve(node);
  if (typeof value === 'number')
    return isDouble(node, schema) ? value : Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map((item) => celValue(schema?.list, item, resolve));
  if (!isObject(value)) return value;
  return mappingValue(schema, value, resolve);
}

function isDouble(node: SchemaNode | undefined, schema: SchemaObject | undefined): boolean {
  return node === 'number' || schema?.type === 'number';
}

function mappingValue(schema: SchemaObject | undefined, value: Record<string, unknown>, resolve: Resolve): unknown {
  const result: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(schema?.fields ?? {})) {
    const given = value[key] ?? resolve(field)?.default;
    if (given !== undefined) result[celName(key)] = celValue(field, given, resolve);
  }
  for (const [key, child] of Object.entries(value)) {
    // The keys of a free mapping are data: only declared fields are renamed.
    if (schema?.fields?.[key] === undefined && child !== null) result[key] = celValue(schema?.map, child, resolve);
  }
  return result;
}
