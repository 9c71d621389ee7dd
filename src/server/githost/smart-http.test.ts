import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gitProcesses, hosting } from '../testing/git-hosting.ts';
import { adminToken, bearer } from '../testing/test-server.ts';
import { flushPacket, packet } from './pkt-line.ts';

describe('a request that git would not send', () => {
  const post = (
    url: string,
    body: Buffer | string,
    headers: Record<string, string> = {},
    service = 'git-receive-pack',
  ) =>
    fetch(`${url}/git/local/demo.git/${service}`, {
      method: 'POST',
      headers: { ...bearer(adminToken), 'content-type': `application/x-${service}-request`, ...headers },
      body,
    });

  it('gets no file of the repository: there is no dumb protocol', async () => {
    const { url } = await hosting();
    const get = (path: string) => fetch(`${url}/git/local/demo.git/${path}`, { headers: bearer(adminToken) });
    expect((await get('HEAD')).status).toBe(404);
    expect((await get('objects/info/packs')).status).toBe(404);
    expect((await get('info/refs')).status).toBe(403);
    expect((await get('info/refs?service=git-upload-archive')).status).toBe(403);
    expect((await get('../../state.db')).status).toBe(404);
  });

  it.each([
    ['rubbish', Buffer.from('rubbish'), {}],
    ['a cut off command', packet(`${'0'.repeat(40)} ${'1'.repeat(40)} refs/heads/x\0report-status`), {}],
    ['broken gzip', Buffer.from('not gzip at all'), { 'content-encoding': 'gzip' }],
    ['an unknown encoding', Buffer.from('0000'), { 'content-encoding': 'br' }],
  ])('with %s is refused in words', async (_what, body, headers) => {
    const { url, server } = await hosting();
    const answer = await post(url, body, headers);
    expect(answer.status).toBe(400);
    expect((await answer.text()).length).toBeGreaterThan(10);
    await expect.poll(() => gitProcesses(server)).toEqual([]);
  });

  it('with a pack that is none is refused by git, in the report', async () => {
    const { url } = await hosting();
    const command = packet(`${'0'.repeat(40)} ${'1'.repeat(40)} refs/heads/x\0report-status side-band-64k`);
    const answer = await post(url, Buffer.concat([command, flushPacket, Buffer.from('PACK but not really one')]));
    expect(answer.status).toBe(200);
    expect(await answer.text()).toMatch(/unpack (?!ok)/);
  });

  it('that unpacks to more than is allowed is cut off', async () => {
    const { url, server } = await hosting();
    const haves = Buffer.concat(Array.from({ length: 40_000 }, () => packet(`have ${'1'.repeat(40)}\n`)));
    const body = [packet('command=fetch\n'), Buffer.from('0001'), ...Array.from({ length: 40 }, () => haves)];
    const bomb = gzipSync(Buffer.concat(body));
    expect(bomb.length).toBeLessThan(1_000_000);
    const headers = { 'content-encoding': 'gzip', 'git-protocol': 'version=2' };
    const answer = await post(url, bomb, headers, 'git-upload-pack');
    expect(answer.status).toBe(413);
    expect(await answer.text()).toContain('larger than');
    await expect.poll(() => gitProcesses(server)).toEqual([]);
  });

  it('never breaks the server, whatever its bytes are', async () => {
    const { url, server } = await hosting();
    const line = fc.string({ maxLength: 60 }).map((text) => packet(text));
    const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
    const body = fc.array(fc.oneof(line, bytes, fc.constant(flushPacket)), { maxLength: 6 }).map(Buffer.concat);
    const services = fc.constantFrom('git-receive-pack', 'git-upload-pack');
    await fc.assert(
      fc.asyncProperty(
        services,
        body,
        fc.constantFrom('version=2', 'version=1', ''),
        async (service, content, version) => {
          const answer = await post(url, content, { 'git-protocol': version }, service);
          await answer.arrayBuffer();
          expect(answer.status).toBeLessThan(500);
        },
      ),
      { numRuns: 60 },
    );
    await expect.poll(() => gitProcesses(server)).toEqual([]);
  });
});
