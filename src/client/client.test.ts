import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { route } from '../contract/api/route.ts';
import { createClient } from './client.ts';
import { readEvents } from './events.ts';

const answer = z.object({ ok: z.boolean() });
const get = route({
  method: 'GET',
  path: '/things/:owner/:name',
  summary: 'A thing',
  auth: 'user',
  params: z.object({ owner: z.string(), name: z.string() }),
  query: z.object({ limit: z.coerce.number().default(1), all: z.stringbool().default(false) }),
  answer,
});
const post = route({
  method: 'POST',
  path: '/things',
  summary: 'x',
  auth: 'user',
  body: z.object({ a: z.number() }),
  answer,
});
const put = route({ method: 'PUT', path: '/bytes', summary: 'x', auth: 'user', upload: true, answer });
const bytes = route({
  method: 'GET',
  path: '/bytes',
  summary: 'x',
  auth: 'user',
  stream: 'bytes',
  answer: z.unknown(),
});
const events = route({
  method: 'GET',
  path: '/events',
  summary: 'x',
  auth: 'user',
  stream: 'events',
  answer: z.unknown(),
});

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A real HTTP server that a test writes itself. */
async function serve(handler: Handler): Promise<string> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** An address at which nobody listens. */
async function deadAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

const clientOf = async (handler: Handler) => createClient({ url: await serve(handler), token: 'secret' });
const sendJson = (response: ServerResponse, status: number, body: unknown) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

describe('a call', () => {
  it('fills in path and query, sends the token and answers what the contract says', async () => {
    const seen: (string | undefined)[] = [];
    const client = await clientOf((request, response) => {
      seen.push(request.method, request.url, request.headers.authorization);
      sendJson(response, 200, { ok: true });
    });
    expect(await client.call(get, { params: { owner: 'a/b', name: 'c d' }, query: { limit: 3 } })).toEqual({
      ok: true,
    });
    expect(seen).toEqual(['GET', '/things/a%2Fb/c%20d?limit=3', 'Bearer secret']);
  });

  it('sends its body as JSON', async () => {
    const client = await clientOf(async (request, response) => {
      const isJson = request.headers['content-type'] === 'application/json';
      sendJson(response, 200, { ok: isJson && (await text(request)) === '{"a":1}' });
    });
    expect(await client.call(post, { body: { a: 1 } })).toEqual({ ok: true });
  });

  it('becomes the error that the server names', async () => {
    const error = {
      code: 'conflict',
      title: 't',
      message: 'stands at 2',
      hint: 'go on at 2',
      details: { nextLine: 2 },
    };
    const client = await clientOf((_, response) => sendJson(response, 409, { error }));
    await expect(client.call(post, { body: { a: 1 } })).rejects.toMatchObject({
      name: 'RaibidError',
      code: 'conflict',
      message: 'stands at 2',
      hint: 'go on at 2',
      details: { nextLine: 2 },
    });
  });

  it.each([
    [502, 'unreachable'],
    [404, 'internal'],
  ])('to something that is no raibid-ci server (%i) says so', async (status, code) => {
    const client = await clientOf((_, response) => response.writeHead(status).end('<html>'));
    await expect(client.call(post, { body: { a: 1 } })).rejects.toMatchObject({ code });
  });

  it('with an answer in another form is refused', async () => {
    const client = await clientOf((_, response) => sendJson(response, 200, { ok: 'yes' }));
    await expect(client.call(post, { body: { a: 1 } })).rejects.toMatchObject({ code: 'internal' });
  });

  it('to nobody is unreachable, and the reason is said', async () => {
    const client = createClient({ url: await deadAddress() });
    await expect(client.call(post, { body: { a: 1 } })).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('whose answer does not come in time is unreachable', async () => {
    const client = await clientOf(() => {});
    const call = client.call(post, { body: { a: 1 } }, { timeoutMilliseconds: 50 });
    await expect(call).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('whose connection breaks in mid-answer is unreachable', async () => {
    const client = await clientOf((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"ok"', () => response.destroy());
    });
    await expect(client.call(post, { body: { a: 1 } })).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('ends with the reason of the caller who aborts it', async () => {
    const controller = new AbortController();
    const client = await clientOf(() => controller.abort(new Error('enough')));
    await expect(client.call(post, { body: { a: 1 } }, { signal: controller.signal })).rejects.toThrow('enough');
  });
});

describe('byte streams', () => {
  it('go up and come down', async () => {
    let stored = '';
    const client = await clientOf(async (request, response) => {
      if (request.method === 'GET') return void response.end(stored);
      stored = await text(request);
      sendJson(response, 200, { ok: true });
    });
    await client.upload(put, { content: Readable.from(['some ', 'bytes']) });
    expect(await text(await client.download(bytes))).toBe('some bytes');
  });
});

describe('events', () => {
  it('are read with id, name and data; comments are left out', async () => {
    const client = await clientOf((_, response) => {
      response.write(': hello\n\nid: 1\nevent: line\ndata: {"x":\ndata: 1}\n\n');
      response.end('id: 2\r\nevent: end\r\ndata: bye\r\n\r\n');
    });
    expect(await collect(readEvents(client, events, {}))).toEqual([
      { id: '1', event: 'line', data: '{"x":\n1}' },
      { id: '2', event: 'end', data: 'bye' },
    ]);
  });

  it('go on after the last one when the connection breaks', async () => {
    const asked: unknown[] = [];
    const client = await clientOf((request, response) => {
      asked.push(request.headers['last-event-id']);
      const first = asked.length === 1;
      response.write(first ? 'id: 7\ndata: a\n\nid: 8\nda' : 'id: 8\ndata: b\n\nevent: end\ndata: x\n\n', () =>
        first ? response.destroy() : response.end(),
      );
    });
    const seen = await collect(readEvents(client, events, {}, { retryMilliseconds: 1 }));
    expect(seen.map(({ data }) => data)).toEqual(['a', 'b', 'x']);
    expect(asked).toEqual([undefined, '7']);
  });

  it('end with the refusal of the server, also on a later connection', async () => {
    let connections = 0;
    const error = { code: 'not_found', title: 't', message: 'no such job', hint: 'h' };
    const client = await clientOf((_, response) => {
      connections += 1;
      if (connections === 1) response.end('data: a\n\n');
      else sendJson(response, 404, { error });
    });
    const reading = collect(readEvents(client, events, {}, { retryMilliseconds: 1 }));
    await expect(reading).rejects.toMatchObject({ code: 'not_found' });
  });

  it('fail at once when the first connection does', async () => {
    const client = createClient({ url: await deadAddress() });
    await expect(collect(readEvents(client, events, {}))).rejects.toMatchObject({ code: 'unreachable' });
  });
});
