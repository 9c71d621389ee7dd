import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { adminToken, openTestServer } from '../testing/test-server.ts';

/** A stand-in for a forge's git: answers as the test wants, and keeps what was asked. */
async function standIn(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** A server with `ada/engine` on a forge at this address. */
async function serverFor(url: string) {
  const server = await openTestServer();
  const { store, forges } = server.deps;
  await store.forges.create(forges.connections.seal({ name: 'gitea', kind: 'gitea', url, token: 'forge-token' }, 1));
  await store.repositories.create({ fullName: 'ada/engine', defaultBranch: 'main', forge: 'gitea', createdAt: 1 });
  const authorization = `Basic ${Buffer.from(`x:${adminToken}`).toString('base64')}`;
  const refs = () =>
    server.inject({
      method: 'GET',
      url: '/git/ada/engine.git/info/refs?service=git-upload-pack',
      headers: { authorization, cookie: 'a=b', 'x-forwarded-for': '1.2.3.4', 'git-protocol': 'version=2' },
    });
  return { server, refs };
}

describe('git of a repository on a forge', () => {
  it("asks the configured address with the connection's credentials, and passes nothing of the caller's on", async () => {
    const forge = await standIn((_, response) => void response.writeHead(200, { 'content-type': 'x/y' }).end('refs'));
    const { refs } = await serverFor(forge.url);
    expect(await refs()).toMatchObject({ status: 200, text: 'refs' });
    const [request] = forge.asked;
    expect(request?.url).toBe('/ada/engine.git/info/refs?service=git-upload-pack');
    expect(Buffer.from(request?.headers.authorization?.split(' ')[1] ?? '', 'base64').toString()).toBe(
      'raibid:forge-token',
    );
    expect(request?.headers).toMatchObject({ 'git-protocol': 'version=2' });
    expect(request?.headers).not.toHaveProperty('cookie');
    expect(request?.headers).not.toHaveProperty('x-forwarded-for');
  });

  it('follows no redirect', async () => {
    const inside = await standIn((_, response) => void response.end('secret'));
    const forge = await standIn((_, response) => void response.writeHead(302, { location: inside.url }).end());
    const answer = await (await serverFor(forge.url)).refs();
    expect(answer.status).toBe(502);
    expect(answer.text).toContain('The forge gitea answered git of ada/engine with 302');
    expect(inside.asked).toEqual([]);
  });

  it.each([
    [404, 404],
    [401, 502],
    [500, 503],
  ])('answers %i of the forge with %i, and a line that says so', async (given, expected) => {
    const forge = await standIn((_, response) => void response.writeHead(given).end('no such thing\nmore'));
    const answer = await (await serverFor(forge.url)).refs();
    expect(answer.status).toBe(expected);
    expect(answer.text).toContain(`with ${given}: no such thing\n`);
    expect(answer.headers).not.toHaveProperty('www-authenticate');
  });

  it('says so when the forge is away', async () => {
    const { refs } = await serverFor('http://127.0.0.1:1');
    expect(await refs()).toMatchObject({ status: 503, text: expect.stringContaining('does not answer') });
  });
});
