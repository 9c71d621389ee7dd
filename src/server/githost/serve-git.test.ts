import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commitFiles, git, initTree, tryGit } from '../testing/git.ts';
import { gitProcesses, hosting } from '../testing/git-hosting.ts';
import { adminToken, bearer } from '../testing/test-server.ts';
import { flushPacket, packet } from './pkt-line.ts';
import { repositoryFolder } from './repository-folder.ts';

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

  it('takes its git with it also while that is silent', async () => {
    const { server, repository, url } = await hosting();
    // Git waits for ever for somebody to write into this pipe.
    execFileSync('mkfifo', [join(repositoryFolder(server.deps.config.dataDir, repository.id), 'packed-refs')]);
    const request = httpRequest(`${url}/git/local/demo.git/info/refs?service=git-upload-pack`, {
      headers: bearer(adminToken),
    });
    request.on('error', () => {});
    request.end();
    await expect.poll(() => gitProcesses(server)).not.toEqual([]);
    request.destroy();
    await expect.poll(() => gitProcesses(server)).toEqual([]);
  });

  it('takes its git with it in the middle of a download', async () => {
    const { server, tree, remote, url } = await hosting();
    await commitFiles(tree, { big: randomBytes(20_000_000) });
    await git(tree, 'push', '--quiet', remote(), 'main');
    const want = packet(`want ${await git(tree, 'rev-parse', 'HEAD')} side-band-64k\n`);
    const request = httpRequest(`${url}/git/local/demo.git/git-upload-pack`, {
      method: 'POST',
      headers: bearer(adminToken),
    });
    request.on('error', () => {});
    request.end(Buffer.concat([want, flushPacket, packet('done\n')]));
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    await once(response, 'readable');
    // Nobody reads on: the pipes are full and git waits.
    expect(await gitProcesses(server)).not.toEqual([]);
    request.destroy();
    await expect.poll(() => gitProcesses(server)).toEqual([]);
  });

  it('is not waited for long when the server stops', async () => {
    const { server, url } = await hosting({ app: { graceMilliseconds: 50 } });
    const request = httpRequest(`${url}/git/local/demo.git/git-upload-pack`, {
      method: 'POST',
      headers: { ...bearer(adminToken), 'transfer-encoding': 'chunked' },
    });
    request.on('error', () => {});
    request.write('0032want ');
    await expect.poll(() => gitProcesses(server)).not.toEqual([]);
    await server.app.close();
    await expect.poll(() => gitProcesses(server)).toEqual([]);
  });
});
