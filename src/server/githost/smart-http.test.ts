import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { commitFiles, git, initTree, tryGit } from '../testing/git.ts';
import { claimSample, queueRun } from '../testing/sample-run.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import {
  adminToken,
  agentToken,
  bearer,
  openTestServer,
  type TestServer,
  type TestServerOptions,
} from '../testing/test-server.ts';
import { flushPacket, packet } from './pkt-line.ts';

const workflow = 'on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo hello\n';

/** A server with an empty repository, a working tree, and the address to push to. */
async function hosting(options?: TestServerOptions) {
  const server = await openTestServer(options);
  const repository = await server.createRepository();
  const url = await server.listen();
  const folder = await tempFolder();
  const tree = await initTree(join(folder, 'tree'));
  const remote = (token = adminToken, name = 'local/demo') => `${url.replace('//', `//any:${token}@`)}/git/${name}.git`;
  return { server, repository, url, folder, tree, remote };
}

/** Processes of git that serve this server's repositories. */
async function gitProcesses(server: TestServer): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter((line) => line.startsWith('git\0') && line.includes(server.deps.config.dataDir));
}

describe('a push', () => {
  it('is answered after its run is stored, and names it', async () => {
    const { server, tree, remote, url } = await hosting();
    const sha = await commitFiles(tree, { '.github/workflows/ci.yml': workflow }, 'Add CI');
    const { stderr } = await tryGit(tree, 'push', remote(), 'main');
    const [run] = await server.deps.store.runs.list({ limit: 10 });
    expect(run).toMatchObject({ trigger: { event: 'push', ref: 'refs/heads/main', sha, actor: 'admin' } });
    expect(stderr).toContain(`remote: run ${run?.id}: ${url}/runs/${run?.id}`);
  });

  it('gets no success while the runs are not stored', async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    const { tree, remote } = await hosting({
      change: ({ scheduler }) => ({
        scheduler: {
          ...scheduler,
          async refsChanged(changes, actor) {
            ask();
            await gate;
            return scheduler.refsChanged(changes, actor);
          },
        },
      }),
    });
    await commitFiles(tree, { a: '1' });
    let over = false;
    const push = tryGit(tree, 'push', remote(), 'main').finally(() => {
      over = true;
    });
    await asked;
    expect(over).toBe(false);
    open();
    expect(await push).toMatchObject({ exit: 0 });
  });

  it('fails for the pusher when its runs cannot be stored', async () => {
    const { tree, remote, server } = await hosting({
      change: ({ scheduler }) => ({
        scheduler: { ...scheduler, refsChanged: () => Promise.reject(new Error('the store is gone')) },
      }),
    });
    await commitFiles(tree, { '.github/workflows/ci.yml': workflow });
    expect(await tryGit(tree, 'push', remote(), 'main')).not.toMatchObject({ exit: 0 });
    // The ref has moved, and the comparison that follows makes up for the run.
    await expect.poll(() => server.deps.store.runs.list({ limit: 10 })).toHaveLength(1);
  });

  it('makes each run once, also of many refs, forced and deleted ones', async () => {
    const { server, tree, remote } = await hosting();
    await commitFiles(tree, { '.github/workflows/ci.yml': workflow });
    await git(tree, 'push', remote(), 'main', 'main:refs/heads/other', 'main:refs/tags/v1');
    expect(await server.deps.store.runs.list({ limit: 10 })).toHaveLength(3);
    await git(tree, 'push', remote(), 'main');
    await git(tree, 'push', remote(), ':refs/heads/other');
    expect(await server.deps.store.runs.list({ limit: 10 })).toHaveLength(3);
    await git(tree, 'commit', '--amend', '--quiet', '--message', 'Again');
    await git(tree, 'push', '--force', remote(), 'main');
    expect(await server.deps.store.runs.list({ limit: 10 })).toHaveLength(4);
    await server.deps.scheduler.reconcile('1');
    expect(await server.deps.store.runs.list({ limit: 10 })).toHaveLength(4);
  });

  it('larger than one buffer arrives in pieces and whole', async () => {
    const { tree, remote, folder } = await hosting();
    await commitFiles(tree, { big: randomBytes(3_000_000) });
    await git(tree, '-c', 'http.postBuffer=65536', 'push', remote(), 'main');
    await git(folder, 'clone', '--quiet', remote(), 'copy');
    expect((await readFile(join(folder, 'copy', 'big'))).length).toBe(3_000_000);
  });

  it('over the limit is refused in words, and the server goes on', async () => {
    const { tree, remote, server } = await hosting({ config: { limits: { pushBytes: 100_000 } } });
    const first = await commitFiles(tree, { small: '1' });
    await commitFiles(tree, { big: randomBytes(3_000_000) });
    for (const way of ['http.postBuffer=65536', 'http.postBuffer=10000000']) {
      const { exit, stderr } = await tryGit(tree, '-c', way, 'push', remote(), 'main');
      expect(exit).not.toBe(0);
      expect(stderr).toContain('pack exceeds maximum allowed size');
    }
    expect(await git(tree, 'push', remote(), `${first}:refs/heads/main`)).toBe('');
    expect(await server.deps.store.deliveries.ledger('1')).toEqual({ 'refs/heads/main': first });
  });

  it('of a broken object is refused', async () => {
    const { tree, remote } = await hosting();
    await commitFiles(tree, { a: '1' });
    const bad = join(tree, 'bad-commit');
    const object = `tree ${await git(tree, 'rev-parse', 'HEAD^{tree}')}\nauthor broken\ncommitter broken\n\nx\n`;
    await commitFiles(tree, { 'bad-commit': object });
    const sha = await git(tree, 'hash-object', '-t', 'commit', '-w', '--literally', bad);
    const { exit, stderr } = await tryGit(tree, 'push', remote(), `${sha}:refs/heads/bad`);
    expect(exit).not.toBe(0);
    expect(stderr).toMatch(/remote: .*(fsck|missingEmail|missingSpaceBeforeEmail|error)/);
  });

  it('may not touch the refs of pull requests', async () => {
    const { tree, remote } = await hosting();
    await commitFiles(tree, { a: '1' });
    const { exit, stderr } = await tryGit(tree, 'push', remote(), 'main:refs/pull/1/head');
    expect(exit).not.toBe(0);
    expect(stderr).toContain('deny updating a hidden ref');
  });
});

describe('a clone', () => {
  it('gives back what was pushed, by every protocol version', async () => {
    const { tree, remote, folder } = await hosting();
    const sha = await commitFiles(tree, { 'a/ä': 'text' });
    await git(tree, 'push', remote(), 'main');
    for (const version of ['0', '1', '2']) {
      await git(folder, '-c', `protocol.version=${version}`, 'clone', '--quiet', remote(), `copy${version}`);
      expect(await git(join(folder, `copy${version}`), 'rev-parse', 'HEAD')).toBe(sha);
    }
  });

  it('of an empty repository works', async () => {
    const { remote, folder } = await hosting();
    expect((await tryGit(folder, 'clone', remote(), 'copy')).exit).toBe(0);
  });

  it('may fetch one commit by name, shallow, also when no branch has it any more', async () => {
    const { tree, remote, folder } = await hosting();
    const old = await commitFiles(tree, { a: '1' });
    await git(tree, 'push', remote(), 'main');
    await git(tree, 'commit', '--amend', '--quiet', '--message', 'Again');
    await git(tree, 'push', '--force', remote(), 'main');
    const copy = await initTree(join(folder, 'copy'));
    await git(copy, 'fetch', '--quiet', '--depth=1', remote(), old);
    expect(await git(copy, 'rev-parse', 'FETCH_HEAD')).toBe(old);
  });

  it('with a long list of what the client has sends it packed', async () => {
    const { tree, remote, folder } = await hosting();
    await commitFiles(tree, { a: '1' });
    await git(tree, 'push', remote(), 'main');
    await git(folder, 'clone', '--quiet', remote(), 'copy');
    const copy = join(folder, 'copy');
    const others = Array.from({ length: 60 }, (_, n) => `refs/tags/own-${n}`);
    for (const name of others) {
      await git(copy, 'update-ref', name, await commitFiles(copy, { own: name }, name));
    }
    const next = await commitFiles(tree, { a: '2' });
    await git(tree, 'push', remote(), 'main');
    await git(copy, 'fetch', '--quiet', 'origin');
    expect(await git(copy, 'rev-parse', 'origin/main')).toBe(next);
  });
});

describe('who may use git', () => {
  it.each([
    ['a wrong token', 'wrong'],
    ['the token of an agent', agentToken],
  ])('is nobody with %s', async (_what, token) => {
    const { tree, remote } = await hosting();
    const { exit, stderr } = await tryGit(tree, 'ls-remote', remote(token));
    expect(exit).not.toBe(0);
    expect(stderr).toContain('remote: The token is wrong');
    expect(stderr).toContain('Authentication failed');
  });

  it('is nobody without a token, nor with a cookie', async () => {
    const { url, server } = await hosting();
    const login = await server.inject({ method: 'POST', url: '/api/v1/session', payload: { token: adminToken } });
    const cookie = String(login.headers['set-cookie']).split(';', 1)[0] ?? '';
    for (const headers of [{}, { cookie }]) {
      const answer = await fetch(`${url}/git/local/demo.git/info/refs?service=git-upload-pack`, { headers });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toContain('Basic');
    }
  });

  it('is told of a repository that is not there', async () => {
    const { tree, remote } = await hosting();
    const { stderr } = await tryGit(tree, 'ls-remote', remote(adminToken, 'local/none'));
    expect(stderr).toContain('remote: There is no repository local/none.');
  });

  it('is a job for its own repository: it reads, and pushes only when its permissions say so', async () => {
    const { server, repository, tree, remote } = await hosting();
    await server.createRepository('local/other');
    await commitFiles(tree, { a: '1' });
    await git(tree, 'push', remote(), 'main');
    await queueRun(server, repository);
    const { jobToken, finish } = await claimSample(server);
    expect((await tryGit(tree, 'ls-remote', remote(jobToken))).exit).toBe(0);
    const push = await tryGit(tree, 'push', remote(jobToken), 'main:refs/heads/from-job');
    expect(push.stderr).toContain('remote: The token of this job may not push.');
    for (const name of ['local/other', 'local/none']) {
      const { stderr } = await tryGit(tree, 'ls-remote', remote(jobToken, name));
      expect(stderr).toContain('remote: The token of this job is for local/demo only.');
    }
    await finish();
    expect((await tryGit(tree, 'ls-remote', remote(jobToken))).stderr).toContain('Authentication failed');
  });

  it('is a job with contents: write, whose push starts no run', async () => {
    const { server, repository, tree, remote } = await hosting();
    const { run } = await queueRun(server, repository, { contents: 'write' });
    const { jobToken } = await claimSample(server);
    const sha = await commitFiles(tree, { '.github/workflows/ci.yml': workflow });
    expect((await tryGit(tree, 'push', remote(jobToken), 'main')).exit).toBe(0);
    expect(await server.deps.store.deliveries.ledger(repository.id)).toEqual({ 'refs/heads/main': sha });
    await server.deps.scheduler.reconcile(repository.id);
    expect((await server.deps.store.runs.list({ limit: 10 })).map(({ id }) => id)).toEqual([run.id]);
  });
});

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
});

describe('a client that goes away', () => {
  it('takes its git with it, and the refs stay as they were', async () => {
    const { server, url } = await hosting();
    const request = httpRequest(`${url}/git/local/demo.git/git-receive-pack`, {
      method: 'POST',
      headers: { ...bearer(adminToken), 'transfer-encoding': 'chunked' },
    });
    request.on('error', () => {});
    request.write(packet(`${'0'.repeat(40)} ${'1'.repeat(40)} refs/heads/x\0report-status`));
    await expect.poll(() => gitProcesses(server)).not.toEqual([]);
    request.destroy();
    await expect.poll(() => gitProcesses(server)).toEqual([]);
    expect((await server.call('GET', '/api/v1/repositories')).status).toBe(200);
  });

  it('is not waited for when the server stops', async () => {
    const { server, url } = await hosting();
    const request = httpRequest(`${url}/git/local/demo.git/git-upload-pack`, {
      method: 'POST',
      headers: { ...bearer(adminToken), 'transfer-encoding': 'chunked' },
    });
    request.on('error', () => {});
    request.write('0032want ');
    await expect.poll(() => gitProcesses(server)).not.toEqual([]);
    await server.app.close();
    expect(await gitProcesses(server)).toEqual([]);
  });
});
