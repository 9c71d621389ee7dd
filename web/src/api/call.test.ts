import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { awaySince } from '../state/connection.ts';
import { request } from './call.ts';

/** The address of a server that takes requests and says nothing, or only `begin`s to answer. */
async function hangingServer(begin: boolean): Promise<string> {
  const server = createServer((_, response) => {
    if (begin) response.write('first');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

it('takes a server that does not begin to answer for one that is away', async () => {
  const address = await hangingServer(false);
  await expect(request(address, {}, 100)).rejects.toMatchObject({ code: 'unreachable' });
  expect(awaySince.value).not.toBeNull();
});

it('lets an answer that has begun go on', async () => {
  const response = await request(await hangingServer(true), {}, 1_000);
  const reader = response.body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('first');
  const more = await Promise.race([reader?.read(), new Promise((resolve) => setTimeout(resolve, 1_500, 'still open'))]);
  expect(more).toBe('still open');
  expect(awaySince.value).toBeNull();
});

it('leaves a call that its page has given up alone', async () => {
  const leave = new AbortController();
  const answer = request(await hangingServer(false), { signal: leave.signal }, 5_000);
  leave.abort();
  await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
  expect(awaySince.value).toBeNull();
});
