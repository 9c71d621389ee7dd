import { z } from 'zod';
import type { Route, RouteAuth } from '../../contract/api/route.ts';

type JsonSchema = Record<string, unknown>;

const security: Record<RouteAuth, Record<string, string[]>[]> = {
  none: [],
  user: [{ userToken: [] }, { session: [] }],
  agent: [{ agentToken: [] }],
  lease: [{ leaseToken: [] }],
  job: [{ jobToken: [] }],
};

const streamTypes = { bytes: 'application/octet-stream', events: 'text/event-stream' };

/** One operation of the OpenAPI document (OpenAPI 3.1, "Operation Object"). */
export function operation(operationId: string, tag: string, route: Route): Record<string, unknown> {
  return {
    operationId,
    tags: [tag],
    summary: route.summary,
    security: security[route.auth],
    parameters: [...parameters('path', route.params), ...parameters('query', route.query)],
    ...requestBody(route),
    responses: { 200: { description: 'Done', content: answerContent(route) }, default: refusal },
  };
}

const refusal = {
  description: 'Refused; `error.code` is listed in docs/errors.md',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
};

function parameters(place: 'path' | 'query', schema: z.ZodType | undefined): Record<string, unknown>[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = asObject(jsonSchema(schema, 'input'));
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

function requestBody(route: Route): Record<string, unknown> {
  if (route.upload === true) {
    return { requestBody: { required: true, content: { 'application/octet-stream': { schema: {} } } } };
  }
  if (route.body === undefined) return {};
  return {
    requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(route.body, 'input') } } },
  };
}

function answerContent(route: Route): Record<string, unknown> {
  if (route.stream !== undefined) return { [streamTypes[route.stream]]: { schema: { type: 'string' } } };
  return { 'application/json': { schema: jsonSchema(route.answer, 'output') } };
}

/** JSON Schema 2020-12, which is what OpenAPI 3.1 holds. `input`: before defaults and conversions. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

function asObject(schema: JsonSchema): { properties?: Record<string, JsonSchema>; required?: string[] } {
  return schema;
}
