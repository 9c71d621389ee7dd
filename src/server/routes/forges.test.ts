import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openTestServer, type TestServer } from '../testing/test-server.ts';

/** A stand-in that answers as Gitea does to who it is; its address. */
async function standIn(): Promise<string> {
  const server = createServer((request, response) => {
    response.end(JSON.stringify(request.url === '/api/v1/version' ? { version: '1.27.3' } : { login: 'ada' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function add(server: TestServer, change: Record<string, unknown>) {
  return server.call('POST', '/api/v1/forges', { name: 'gitea', url: 'http://127.0.0.1:1', token: 't', ...change });
}

describe('forges', () => {
  it('are kept with their token sealed, and forgotten again', async () => {
    const server = await openTestServer();
    const url = await standIn();
    expect(await add(server, { url: `${url}/`, token: 'the-token' })).toMatchObject({ status: 200, json: { url } });
    const list = await server.call('GET', '/api/v1/forges');
    expect(list.json).toMatchObject({ forges: [{ name: 'gitea', kind: 'gitea', url, repositories: 0 }] });
    const record = await server.deps.store.forges.find('gitea');
    expect(JSON.stringify(record)).not.toContain('the-token');
    expect(list.text + server.logged.join('')).not.toContain('the-token');
    expect(await server.deps.forges.connections.get('gitea')).toMatchObject({ token: 'the-token' });
    expect(await add(server, { url })).toMatchObject({ status: 409 });
    expect(await server.call('POST', '/api/v1/forges/gitea/check')).toMatchObject({
      json: { login: 'ada', version: '1.27.3', webhooks: [] },
    });
    expect(await server.call('DELETE', '/api/v1/forges/gitea')).toMatchObject({ status: 200 });
    expect(await server.call('DELETE', '/api/v1/forges/gitea')).toMatchObject({ status: 404 });
  });

  it.each([
    ['of the built-in hosting', { name: 'builtin' }],
    ['with other letters', { name: 'Gitea!' }],
    ['of another protocol', { url: 'ftp://example.org' }],
    ['with credentials in its address', { url: 'http://me:secret@example.org' }],
    ['without a token', { token: ' ' }],
  ])('%s are refused', async (_, change) => {
    expect(await add(await openTestServer(), change)).toMatchObject({ status: 400 });
  });

  it('that do not answer are not kept', async () => {
    const server = await openTestServer();
    expect(await add(server, {})).toMatchObject({ status: 503 });
    expect(await server.deps.store.forges.list()).toEqual([]);
  });

  it('that nobody knows enable nothing, and the built-in hosting has nothing to disable', async () => {
    const server = await openTestServer();
    const enable = { fullName: 'ada/engine' };
    expect(await server.call('POST', '/api/v1/forges/none/repositories', enable)).toMatchObject({ status: 404 });
    await server.createRepository();
    expect(await server.call('POST', '/api/v1/repositories/local/demo/disable')).toMatchObject({ status: 409 });
  });
});
