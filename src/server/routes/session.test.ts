import { describe, expect, it } from 'vitest';
import { hashToken } from '../../shared/ids.ts';
import { adminToken, agentToken, openTestServer, type TestServer } from '../testing/test-server.ts';

const origin = { host: 'localhost:8420', origin: 'http://localhost:8420' };

async function logIn(server: TestServer): Promise<string> {
  const payload = { token: adminToken };
  const { status, headers } = await server.inject({ method: 'POST', url: '/api/v1/session', payload });
  expect(status).toBe(200);
  return String(headers['set-cookie']);
}

/** `name=value` of a Set-Cookie header. */
const cookieOf = (header: string) => header.split(';', 1)[0] ?? '';

describe('a session', () => {
  it('is a cookie that scripts cannot read and other sites cannot send', async () => {
    const server = await openTestServer();
    const cookie = await logIn(server);
    expect(cookie).toMatch(/^raibid_session=raibid_session_[\w-]{43};/);
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Strict');
    expect(cookie).toContain('Path=/');
    expect(cookie).not.toContain('Secure');
  });

  it('never leaves HTTPS where the server is reached so', async () => {
    const server = await openTestServer({ change: () => ({ baseUrl: () => 'https://ci.example.org' }) });
    expect(await logIn(server)).toContain('Secure');
  });

  it('lets its holder look and, from the dashboard itself, change', async () => {
    const server = await openTestServer();
    const cookie = cookieOf(await logIn(server));
    expect((await server.inject({ url: '/api/v1/runs', headers: { cookie } })).status).toBe(200);
    const create = (headers: Record<string, string>, fullName: string) =>
      server.inject({
        method: 'POST',
        url: '/api/v1/repositories',
        headers: { cookie, ...headers },
        payload: { fullName },
      });
    expect((await create(origin, 'a/one')).status).toBe(200);
    expect((await create({ 'sec-fetch-site': 'same-origin' }, 'a/two')).status).toBe(200);
  });

  it.each([
    ['another site', { ...origin, origin: 'https://evil.example' }],
    ['another port of this machine', { ...origin, origin: 'http://localhost:3000' }],
    ['a page that hides where it comes from', { ...origin, origin: 'null' }],
    ['nobody knows where', {}],
    ['a neighbour site, as the browser says', { ...origin, 'sec-fetch-site': 'same-site' }],
  ])('is no reason to change something when the request comes from %s', async (_from, headers) => {
    const server = await openTestServer();
    const cookie = cookieOf(await logIn(server));
    const payload = { fullName: 'a/b' };
    const answer = await server.inject({
      method: 'POST',
      url: '/api/v1/repositories',
      headers: { cookie, ...headers },
      payload,
    });
    expect(answer).toMatchObject({ status: 403, json: { error: { code: 'forbidden' } } });
    expect(await server.deps.store.repositories.list()).toEqual([]);
  });

  it('ends with the logout, and with its time', async () => {
    let now = Date.now();
    const server = await openTestServer({ change: ({ clock }) => ({ clock: { ...clock, now: () => now } }) });
    const cookie = cookieOf(await logIn(server));
    const other = cookieOf(await logIn(server));
    const look = async (value: string) =>
      (await server.inject({ url: '/api/v1/runs', headers: { cookie: value } })).status;
    const logout = await server.inject({ method: 'DELETE', url: '/api/v1/session', headers: { cookie, ...origin } });
    expect(logout.headers['set-cookie']).toContain('Max-Age=0');
    expect([await look(cookie), await look(other)]).toEqual([401, 200]);
    now += 31 * 86_400_000;
    expect(await look(other)).toBe(401);
  });

  it('ends with the token that it was made of', async () => {
    const server = await openTestServer();
    const cookie = cookieOf(await logIn(server));
    const look = async () => (await server.inject({ url: '/api/v1/runs', headers: { cookie } })).status;
    expect(await look()).toBe(200);
    await server.deps.store.tokens.delete(hashToken(adminToken));
    expect(await look()).toBe(401);
  });

  it('is made of the admin token only', async () => {
    const server = await openTestServer();
    for (const token of ['wrong', agentToken]) {
      const answer = await server.inject({ method: 'POST', url: '/api/v1/session', payload: { token } });
      expect(answer).toMatchObject({ status: 401, json: { error: { code: 'unauthorized' } } });
    }
  });

  it('cannot be begun by the page of another site', async () => {
    const server = await openTestServer();
    const headers = { ...origin, origin: 'https://evil.example' };
    const answer = await server.inject({
      method: 'POST',
      url: '/api/v1/session',
      headers,
      payload: { token: adminToken },
    });
    expect(answer.status).toBe(403);
  });

  it('slows down who guesses, and nobody else', async () => {
    const server = await openTestServer();
    const guess = () => server.inject({ method: 'POST', url: '/api/v1/session', payload: { token: 'guess' } });
    for (let n = 0; n < 30; n += 1) expect((await guess()).status).toBe(401);
    const answer = await guess();
    expect(answer).toMatchObject({ status: 429, json: { error: { code: 'too_many_requests' } } });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect((await server.call('GET', '/api/v1/runs')).status).toBe(200);
  });
});
