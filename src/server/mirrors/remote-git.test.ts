import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listRefs } from '../githost/commit-reader.ts';
import { commitFiles, git } from '../testing/git.ts';
import { hosting } from '../testing/git-hosting.ts';
import { serveHttp } from '../testing/http-server.ts';
import { adminToken } from '../testing/test-server.ts';
import { checkedRequest } from './checked-request.ts';
import { fetchAll, readRemote } from './remote-git.ts';

const never = new AbortController().signal;
const loopback = [{ address: '127.0.0.1', family: 4 }];

/** The same address under a name that no resolver knows: only a pinned connection gets there. */
function renamed(address: string): URL {
  const url = new URL(address);
  url.hostname = 'pinned.invalid';
  return url;
}

async function emptyRepository(folder: string): Promise<string> {
  const bare = join(folder, 'bare.git');
  await mkdir(bare);
  await git(bare, 'init', '--quiet', '--bare');
  return bare;
}

it('git connects to the addresses that were checked, whatever the name means', async () => {
  const { tree, remote, url, folder } = await hosting();
  const sha = await commitFiles(tree, { note: 'a' });
  await git(tree, 'push', '--quiet', remote(), 'HEAD:main');
  const authorization = `Basic ${Buffer.from(`any:${adminToken}`).toString('base64')}`;
  const at = renamed(`${url}/git/local/demo.git`);
  const bare = await emptyRepository(folder);
  // The server answers to loopback names only, which is how the name shows: it was sent, and led to the pinned address.
  await expect(
    fetchAll(bare, { transport: 'http', url: at, addresses: loopback, authorization }, 'refs/', never),
  ).rejects.toThrow('403');
  await fetchAll(
    bare,
    { transport: 'http', url: new URL(`${url}/git/local/demo.git`), addresses: loopback, authorization },
    'refs/',
    never,
  );
  expect(await listRefs(bare)).toEqual({ 'refs/heads/main': sha });
});

it('branches and tags of the other side are what a fetch brings, and tell that nothing has moved', async () => {
  const { tree, remote, url, folder } = await hosting();
  await commitFiles(tree, { note: 'a' });
  await git(tree, 'tag', '--annotate', '--message', 'a version', 'v1');
  await git(tree, 'push', '--quiet', remote(), 'HEAD:main', 'HEAD:other', 'v1');
  const authorization = `Basic ${Buffer.from(`any:${adminToken}`).toString('base64')}`;
  const at = {
    transport: 'http' as const,
    url: new URL(`${url}/git/local/demo.git`),
    addresses: loopback,
    authorization,
  };
  const bare = await emptyRepository(folder);
  const { refs, defaultBranch } = await readRemote(folder, at);
  expect(defaultBranch).toBe('main');
  expect(Object.keys(refs)).toEqual(['refs/heads/main', 'refs/heads/other', 'refs/tags/v1']);
  await fetchAll(bare, at, 'refs/', never);
  expect(await listRefs(bare)).toEqual(refs);
});

it('git follows no redirect, wherever it leads', async () => {
  const { folder } = await hosting();
  const asked: string[] = [];
  const url = await serveHttp((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(302, { location: `/elsewhere${request.url}` }).end();
  });
  const remote = { transport: 'http' as const, url: new URL(`${url}/a.git`), addresses: loopback, authorization: null };
  await expect(fetchAll(await emptyRepository(folder), remote, 'refs/', never)).rejects.toMatchObject({
    code: 'unreachable',
  });
  expect(asked.every((path) => path.startsWith('/a.git/'))).toBe(true);
});

it('git is killed when the server stops', async () => {
  const { folder } = await hosting();
  const stop = new AbortController();
  const url = await serveHttp(() => stop.abort());
  const remote = { transport: 'http' as const, url: new URL(`${url}/a.git`), addresses: loopback, authorization: null };
  await expect(fetchAll(await emptyRepository(folder), remote, 'refs/', stop.signal)).rejects.toMatchObject({
    code: 'unreachable',
  });
});

it('requests of our own connect to the checked addresses too', async () => {
  const url = renamed(await serveHttp((request, response) => void response.end(`hello ${request.headers.host}`)));
  const answer = await checkedRequest({ url, addresses: loopback }, { method: 'GET' });
  expect(answer).toMatchObject({ status: 200, text: `hello ${url.host}` });
});
