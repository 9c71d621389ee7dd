import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import type { Route } from '../../contract/api/route.ts';
import { routes } from '../../contract/api/routes.ts';
import { openTestServer } from '../testing/test-server.ts';
import { openApiDocument } from './document.ts';

interface Operation {
  operationId: string;
  parameters: { name: string; in: string; required: boolean; schema: Record<string, unknown> }[];
}

const paths = openApiDocument('http://x').paths as Record<string, Record<string, Operation>>;
const operations = Object.values(paths).flatMap((methods) => Object.values(methods));

describe('the OpenAPI document', () => {
  it('is valid, and served to everybody', async () => {
    const server = await openTestServer();
    const { status, json } = await server.inject({ url: '/api/v1/openapi.json' });
    expect(status).toBe(200);
    expect(json).toMatchObject({ openapi: '3.1.0', servers: [{ url: 'http://127.0.0.1:8420' }] });
    expect(await new Validator().validate(json as Record<string, unknown>)).toEqual({ valid: true });
  });

  it('has every route of the contract once', () => {
    const all = Object.values(routes).flatMap((group) => Object.values<Route>(group));
    expect(operations).toHaveLength(all.length);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(all.length);
  });

  it('names each part of a path, and only what stands in it', () => {
    for (const [path, methods] of Object.entries(paths)) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const { parameters, operationId } of Object.values(methods)) {
        const named = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
        expect(named.sort(), operationId).toEqual(inPath.sort());
      }
    }
  });

  it('says which parts of a query may be left out', () => {
    const list = operations.find(({ operationId }) => operationId === 'runs.list');
    const limit = list?.parameters.find(({ name }) => name === 'limit');
    expect(limit).toMatchObject({ in: 'query', required: false, schema: { default: 30, minimum: 1, maximum: 200 } });
  });
});
