import { z } from 'zod';

export type JsonSchema = Record<string, unknown>;

/** Turns zod schemas into JSON Schema 2020-12, which is what OpenAPI 3.1 holds. */
export interface SchemaWriter {
  /** `input`: as it is sent, before defaults and conversions; `output`: as it is answered. */
  write(schema: z.ZodType, io: 'input' | 'output', name: string): JsonSchema;
  /** What refers to itself and so needs a name; for `components.schemas`. */
  shared: Record<string, JsonSchema>;
}

/**
 * zod puts recursive parts under `$defs` of each schema and refers to them from the root of the document. In an OpenAPI
 * document that root is another one: they move to `components.schemas`, under a name that starts with the operation's.
 */
export function createSchemaWriter(): SchemaWriter {
  const shared: Record<string, JsonSchema> = {};
  return {
    shared,
    write(schema, io, name) {
      const { $schema: _dialect, ...made } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
      const { $defs = {}, ...rest } = pointAtComponents(made, name);
      for (const [key, definition] of Object.entries(asSchemas($defs))) shared[`${name}.${key}`] = definition;
      return rest;
    },
  };
}

function pointAtComponents(schema: JsonSchema, name: string): JsonSchema {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    key === '$ref' && typeof value === 'string' ? value.replace('#/$defs/', `#/components/schemas/${name}.`) : value,
  );
  return JSON.parse(text);
}

function asSchemas(definitions: unknown): Record<string, JsonSchema> {
  return typeof definitions === 'object' && definitions !== null ? (definitions as Record<string, JsonSchema>) : {};
}
