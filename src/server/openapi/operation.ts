import type { z } from 'zod';
import type { Route, RouteAuth } from '../../contract/api/route.ts';
import type { JsonSchema, SchemaWriter } from './shared-schemas.ts';

const security: Record<RouteAuth, Record<string, string[]>[]> = {
  none: [],
  user: [{ userToken: [] }, { session: [] }],
  agent: [{ agentToken: [] }],
  lease: [{ leaseToken: [] }],
  job: [{ jobToken: [] }],
};

const streamTypes = { bytes: 'application/octet-stream', events: 'text/event-stream' };

/** One operation of the OpenAPI document (OpenAPI 3.1, "Operation Object"). */
export function operation(operationId: string, route: Route, schemas: SchemaWriter): Record<string, unknown> {
  return {
    operationId,
    tags: [operationId.replace(/\..*/, '')],
    summary: route.summary,
    security: security[route.auth],
    parameters: [
      ...parameters('path', route.params, `${operationId}.params`, schemas),
      ...parameters('query', route.query, `${operationId}.query`, schemas),
    ],
    ...requestBody(operationId, route, schemas),
    responses: { 200: { description: 'Done', content: answerContent(operationId, route, schemas) }, default: refusal },
  };
}

const refusal = {
  description: 'Refused; `error.code` is listed in docs/errors.md',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
};

function parameters(
  place: 'path' | 'query',
  schema: z.ZodType | undefined,
  name: string,
  schemas: SchemaWriter,
): Record<string, unknown>[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = asObject(schemas.write(schema, 'input', name));
  return Object.entries(properties).map(([property, propertySchema]) => ({
    name: property,
    in: place,
    required: place === 'path' || required.includes(property),
    schema: propertySchema,
  }));
}

function requestBody(operationId: string, route: Route, schemas: SchemaWriter): Record<string, unknown> {
  if (route.upload === true) return { requestBody: content('application/octet-stream', {}) };
  if (route.body === undefined) return {};
  return { requestBody: content('application/json', schemas.write(route.body, 'input', `${operationId}.body`)) };
}

function content(type: string, schema: JsonSchema): Record<string, unknown> {
  return { required: true, content: { [type]: { schema } } };
}

function answerContent(operationId: string, route: Route, schemas: SchemaWriter): Record<string, unknown> {
  if (route.stream !== undefined) return { [streamTypes[route.stream]]: { schema: { type: 'string' } } };
  return { 'application/json': { schema: schemas.write(route.answer, 'output', `${operationId}.answer`) } };
}

function asObject(schema: JsonSchema): { properties?: Record<string, JsonSchema>; required?: string[] } {
  return schema;
}
