import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Route } from '../contract/api/route.ts';
import { routes } from '../contract/api/routes.ts';
import { errorBodySchema } from '../contract/views.ts';
import { registerRoute } from './register-route.ts';
import { adminToken, agentToken, bearer, openTestServer } from './testing/test-server.ts';

const allRoutes: Route[] = Object.values(routes).flatMap((group) => Object.values<Route>(group));
/** A concrete address of a route. */
const addressOf = (route: Route) => route.path.replace(/:(\w+)/g, (_, name) => samples[name] ?? 'x');
const samples: Record<string, string> = {
  runId: '1',
  jobId: '1-0123456789ab',
  artifactId: '0123456789abcdef',
  cacheId: '0123456789abcdef',
  sha: 'a'.repeat(40),
};

describe('every route of the contract', () => {
  it('is there', async () => {
    const { app } = await openTestServer();
    await app.ready();
    for (const route of allRoutes) {
      expect(app.hasRoute({ method: route.method, url: route.path }), `${route.method} ${route.path}`).toBe(true);
    }
  });

  it('refuses callers without a token and with a wrong one, unless it is for everybody', async () => {
    for (const route of allRoutes.filter(({ auth }) => auth !== 'none')) {
      const server = await openTestServer();
      const request = { method: route.method, url: addressOf(route) };
      const none = await server.inject(request);
      const wrong = await server.inject({ ...request, headers: bearer(`raibid_${route.auth}_wrong`) });
      const name = `${route.method} ${route.path}`;
      expect(none.status, name).toBe(401);
      // An unknown lease token is what a token of an ended lease is: the agent has to stop. Forms are checked before.
      expect([401, 400, 409], name).toContain(wrong.status);
      expect(wrong.status === 401, name).toBe(route.auth !== 'lease');
      expect(errorBodySchema.safeParse(none.json).success, name).toBe(true);
    }
  });

  it('refuses tokens of another kind', async () => {
    const server = await openTestServer();
    for (const route of allRoutes.filter(({ auth }) => auth !== 'none')) {
      const token = route.auth === 'user' ? agentToken : adminToken;
      const { status } = await server.inject({ method: route.method, url: addressOf(route), headers: bearer(token) });
      expect([401, 429], `${route.method} ${route.path}`).toContain(status);
    }
  });
});

describe('a refused request', () => {
  it('names every field that is wrong', async () => {
    const server = await openTestServer();
    const { status, json } = await server.call('POST', '/api/v1/repositories', { fullName: '../etc', extra: 1 });
    expect(status).toBe(400);
    expect(json).toMatchObject({
      error: {
        code: 'input_invalid',
        details: { problems: [{ path: 'body.fullName' }, { path: 'body' }] },
      },
    });
    expect(await server.call('GET', '/api/v1/runs?limit=0')).toMatchObject({
      status: 400,
      json: { error: { message: expect.stringContaining('query.limit') } },
    });
    expect(await server.call('GET', '/api/v1/runs/abc')).toMatchObject({
      json: { error: { message: expect.stringContaining('params.runId') } },
    });
  });

  it.each([
    ['broken JSON', 'application/json', '{"a":', 400, 'input_invalid'],
    ['a prototype in disguise', 'application/json', '{"__proto__": {"a": 1}}', 400, 'input_invalid'],
    ['another media type', 'text/plain', 'hello', 400, 'input_invalid'],
    ['a body over the limit', 'application/json', `"${'x'.repeat(17 * 1024 * 1024)}"`, 413, 'too_large'],
  ])('with %s is answered in words', async (_what, type, payload, status, code) => {
    const server = await openTestServer();
    const headers = { ...bearer(adminToken), 'content-type': type };
    const answer = await server.inject({ method: 'POST', url: '/api/v1/repositories', headers, payload });
    expect(answer).toMatchObject({ status, json: { error: { code } } });
  });

  it('for an address that does not exist says so', async () => {
    const server = await openTestServer();
    expect(await server.call('GET', '/api/v1/nothing')).toMatchObject({
      status: 404,
      json: { error: { code: 'not_found' } },
    });
    expect(await server.call('POST', '/anything')).toMatchObject({
      status: 404,
      json: { error: { code: 'not_found' } },
    });
  });

  it('by a server that broke tells nothing of the inside, but logs it', async () => {
    const secret = 'the secret inside';
    const server = await openTestServer({
      change: ({ store }) => ({
        store: { ...store, agents: { ...store.agents, list: () => Promise.reject(new Error(secret)) } },
      }),
    });
    const { status, text, headers } = await server.call('GET', '/api/v1/agents');
    expect(status).toBe(500);
    expect(text).not.toContain(secret);
    const line = server.logged.find((entry) => entry.includes(secret));
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      requestId: headers['x-request-id'],
      err: { stack: expect.any(String) },
    });
  });

  it('never breaks the server, whatever is sent', async () => {
    const server = await openTestServer();
    const posts = allRoutes.filter((route) => route.method !== 'GET' && route.auth === 'user');
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...posts), fc.jsonValue(), fc.string(), async (route, payload, text) => {
        const url = addressOf(route).replace('x/x', encodeURIComponent(text) || 'x');
        const headers = { ...bearer(adminToken), 'content-type': 'application/json' };
        const answer = await server.inject({ method: route.method, url, headers, payload: JSON.stringify(payload) });
        expect(answer.status, `${route.method} ${url} ${answer.text}`).toBeLessThan(500);
      }),
      { numRuns: 300 },
    );
  });

  it('never breaks the server, whatever the query says', async () => {
    const server = await openTestServer();
    const gets = allRoutes.filter(
      (route) => route.method === 'GET' && route.auth === 'user' && route.stream !== 'events',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...gets),
        fc.constantFrom('limit', 'repository', 'before', 'status', 'attempt', 'format', 'from', 'ref'),
        fc.string(),
        async (route, name, value) => {
          const url = `${addressOf(route)}?${name}=${encodeURIComponent(value)}`;
          expect((await server.call('GET', url)).status, url).toBeLessThan(500);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('an answer', () => {
  it('carries what keeps browsers from harm', async () => {
    const server = await openTestServer();
    const { headers } = await server.call('GET', '/api/v1/info');
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
      'x-request-id': expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(headers['strict-transport-security']).toBeUndefined();
  });

  it('asks browsers to stay with HTTPS where the server is reached so', async () => {
    const server = await openTestServer({ config: { baseUrl: 'https://ci.example.org' } });
    const { headers } = await server.call('GET', '/livez');
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
  });

  it('goes only to names of this server when it is bound to loopback', async () => {
    const server = await openTestServer();
    const answer = await server.inject({ url: '/livez', headers: { host: 'evil.example' } });
    expect(answer).toMatchObject({ status: 403, json: { error: { code: 'forbidden' } } });
  });

  it('that breaks its own schema is a bug that tests see', async () => {
    const server = await openTestServer();
    const route = {
      method: 'GET',
      path: '/broken',
      summary: 'x',
      auth: 'none',
      answer: z.object({ n: z.number() }),
    } as const;
    registerRoute(server.app, route, async () => ({ n: Number('1'), ...({ n: 'text' } as object) }));
    expect(await server.call('GET', '/broken')).toMatchObject({ status: 500, json: { error: { code: 'internal' } } });
  });
});
