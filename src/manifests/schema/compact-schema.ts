import type { CelRule, SchemaNode, SchemaObject } from './catalog-format.ts';

/** The parts of an OpenAPI v2 or CRD schema that the catalog reads. */
export interface OpenApiSchema {
  $ref?: string;
  type?: string;
  format?: string;
  properties?: Record<string, OpenApiSchema>;
  required?: string[];
  items?: OpenApiSchema;
  additionalProperties?: OpenApiSchema | boolean;
  nullable?: boolean;
  anyOf?: OpenApiSchema[];
  oneOf?: OpenApiSchema[];
  allOf?: OpenApiSchema[];
  not?: OpenApiSchema;
  exclusiveMinimum?: boolean;
  exclusiveMaximum?: boolean;
  'x-kubernetes-int-or-string'?: boolean;
  'x-kubernetes-preserve-unknown-fields'?: boolean;
  'x-kubernetes-embedded-resource'?: boolean;
  'x-kubernetes-list-type'?: string;
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-validations'?: (CelRule & { reason?: string })[];
  [keyword: string]: unknown;
}

const copiedKeywords = [
  'default',
  'enum',
  'pattern',
  'minimum',
  'maximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
] as const;

/** Formats that are the name of a scalar in the catalog. */
const scalarFormats: Record<string, string> = {
  int32: 'int32',
  int64: 'int64',
  'int-or-string': 'int-or-string',
  byte: 'bytes',
  'date-time': 'time',
};

/** Turns a schema into the catalog's form. Prose (descriptions, titles, examples) and merge directives are left out. */
export function compactSchema(schema: OpenApiSchema, refName: (ref: string) => string): SchemaNode {
  if (schema.$ref !== undefined) return `#${refName(schema.$ref)}`;
  const compact = (inner: OpenApiSchema) => compactSchema(inner, refName);
  const node: SchemaObject = { ...shapeOf(schema, compact), ...copied(schema), ...combinations(schema, compact) };
  if (schema['x-kubernetes-validations']) node.rules = schema['x-kubernetes-validations'].map(compactRule);
  const { type, ...rest } = node;
  return type !== undefined && Object.keys(rest).length === 0 ? type : node;
}

function shapeOf(schema: OpenApiSchema, compact: (inner: OpenApiSchema) => SchemaNode): SchemaObject {
  if (schema['x-kubernetes-int-or-string']) return { type: isQuantity(schema) ? 'quantity' : 'int-or-string' };
  if (schema.type === 'array') return listShape(schema, compact);
  if (schema.type === 'object' || schema.properties) return objectShape(schema, compact);
  if (schema.type === undefined) return isConstraintOnly(schema) ? formatOf(schema) : { type: 'any' };
  const scalar = schema.format === undefined ? undefined : scalarFormats[schema.format];
  if (scalar !== undefined) return { type: scalar };
  return { type: schema.type, ...formatOf(schema) };
}

function formatOf(schema: OpenApiSchema): SchemaObject {
  return schema.format === undefined ? {} : { format: schema.format };
}

/** controller-gen writes quantities as texts of this form. */
function isQuantity({ pattern }: OpenApiSchema): boolean {
  return typeof pattern === 'string' && pattern.includes('[KMGTPE]i') && pattern.includes('[numkMGTPE]');
}

/** Inside anyOf and the like a schema without a type only adds constraints. */
function isConstraintOnly(schema: OpenApiSchema): boolean {
  const keywords =
    'required not anyOf oneOf allOf enum pattern format minimum maximum minLength maxLength minItems maxItems';
  return keywords.split(' ').some((key) => key in schema);
}

function listShape(schema: OpenApiSchema, compact: (inner: OpenApiSchema) => SchemaNode): SchemaObject {
  const node: SchemaObject = { list: schema.items ? compact(schema.items) : 'any' };
  const keys = schema['x-kubernetes-list-map-keys'];
  if (keys) node.listKeys = keys;
  if (schema['x-kubernetes-list-type'] === 'set') node.set = true;
  return node;
}

function objectShape(schema: OpenApiSchema, compact: (inner: OpenApiSchema) => SchemaNode): SchemaObject {
  const node: SchemaObject = {};
  const { properties, additionalProperties } = schema;
  if (properties) {
    node.fields = Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, compact(inner)]));
  }
  if (typeof additionalProperties === 'object') node.map = compact(additionalProperties);
  else if (additionalProperties === true || (!properties && schema.type === 'object' && !isConstraintOnly(schema)))
    node.open = true;
  if (schema['x-kubernetes-preserve-unknown-fields']) node.open = true;
  if (schema['x-kubernetes-embedded-resource']) node.embedded = true;
  if (node.open && !node.fields && !node.map && !node.embedded) return { type: 'object' };
  return node;
}

function copied(schema: OpenApiSchema): SchemaObject {
  const node: Record<string, unknown> = {};
  const keywords = isQuantity(schema) ? copiedKeywords.filter((key) => key !== 'pattern') : copiedKeywords;
  for (const key of keywords) if (schema[key] !== undefined) node[key] = schema[key];
  if (schema.required?.length) node.required = schema.required;
  for (const key of ['nullable', 'exclusiveMinimum', 'exclusiveMaximum'] as const) if (schema[key]) node[key] = true;
  return node;
}

function combinations(schema: OpenApiSchema, compact: (inner: OpenApiSchema) => SchemaNode): SchemaObject {
  const node: SchemaObject = {};
  // What controller-gen writes beside x-kubernetes-int-or-string says nothing new.
  for (const key of ['oneOf', 'allOf', 'anyOf'] as const) {
    const list = schema[key];
    if (list && !(key === 'anyOf' && schema['x-kubernetes-int-or-string'])) node[key] = list.map(compact);
  }
  if (schema.not) node.not = compact(schema.not);
  return node;
}

function compactRule(rule: CelRule & { reason?: string }): CelRule {
  const { rule: expression, message, messageExpression, fieldPath, optionalOldSelf } = rule;
  return {
    rule: expression.trim(),
    ...(message === undefined ? {} : { message }),
    ...(messageExpression === undefined ? {} : { messageExpression }),
    ...(fieldPath === undefined ? {} : { fieldPath }),
    ...(optionalOldSelf ? { optionalOldSelf } : {}),
  };
}
