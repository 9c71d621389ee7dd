import { stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { repositoryFolder } from '../githost/repository-folder.ts';
import { commitFiles, git } from '../testing/git.ts';
import { hosting } from '../testing/git-hosting.ts';
import { claimSample, queueRun } from '../testing/sample-run.ts';
import { openTestServer } from '../testing/test-server.ts';

const repositories = '/api/v1/repositories';

describe('repositories', () => {
  it('are created empty, listed and found whatever the case of their name', async () => {
    const server = await openTestServer();
    const created = await server.call('POST', repositories, { fullName: 'local/Demo' });
    expect(created).toMatchObject({
      status: 200,
      json: {
        fullName: 'local/Demo',
        defaultBranch: 'main',
        forge: 'builtin',
        cloneUrl: 'http://127.0.0.1:8420/git/local/Demo.git',
      },
    });
    expect((await server.call('GET', repositories)).json).toEqual({ repositories: [created.json] });
    expect((await server.call('GET', `${repositories}/LOCAL/demo`)).json).toEqual(created.json);
  });

  it('have names that are taken once', async () => {
    const server = await openTestServer();
    await server.call('POST', repositories, { fullName: 'local/demo' });
    const again = await server.call('POST', repositories, { fullName: 'Local/Demo' });
    expect(again).toMatchObject({ status: 409, json: { error: { code: 'already_exists' } } });
  });

  it('leave no entry behind when their files cannot be made', async () => {
    const server = await openTestServer({
      change: ({ forge }) => ({ forge: { ...forge, create: () => Promise.reject(new Error('disk')) } }),
    });
    expect((await server.call('POST', repositories, { fullName: 'local/demo' })).status).toBe(500);
    expect(await server.deps.store.repositories.list()).toEqual([]);
  });

  it('are deleted with their files, runs and logs', async () => {
    const server = await openTestServer();
    const repository = await server.createRepository();
    const { run, jobId } = await queueRun(server, repository);
    const claimed = await claimSample(server);
    await claimed.log('hello');
    expect(await server.call('DELETE', `${repositories}/local/demo`)).toMatchObject({ status: 409 });
    await claimed.finish();
    expect((await server.call('DELETE', `${repositories}/local/demo`)).status).toBe(200);
    expect((await server.call('GET', `/api/v1/runs/${run.id}`)).status).toBe(404);
    await expect(stat(repositoryFolder(server.deps.config.dataDir, repository.id))).rejects.toThrow('ENOENT');
    const lines: string[] = [];
    const left = server.deps.blobs.logs.read({ jobId, attempt: 1, from: 0, to: 1 });
    await expect(async () => {
      for await (const { line } of left) lines.push(line.x);
    }).rejects.toThrow();
    expect(lines).toEqual([]);
  });

  it('take another default branch, one that exists', async () => {
    const { server, tree, remote } = await hosting();
    await commitFiles(tree, { a: '1' });
    await git(tree, 'push', '--quiet', remote(), 'main', 'main:refs/heads/trunk');
    const edit = (defaultBranch: string) => server.call('PUT', `${repositories}/local/demo`, { defaultBranch });
    expect(await edit('trunk')).toMatchObject({ status: 200, json: { defaultBranch: 'trunk' } });
    expect(await git(tree, 'ls-remote', '--symref', remote(), 'HEAD')).toContain('refs/heads/trunk');
    expect(await edit('none')).toMatchObject({ status: 404, json: { error: { code: 'not_found' } } });
    expect((await server.call('GET', `${repositories}/local/demo`)).json).toMatchObject({ defaultBranch: 'trunk' });
  });

  it('that do not exist are not found', async () => {
    const server = await openTestServer();
    for (const method of ['GET', 'DELETE'] as const) {
      expect(await server.call(method, `${repositories}/local/none`)).toMatchObject({ status: 404 });
    }
    const dispatch = await server.call('POST', `${repositories}/local/none/dispatches`, { workflow: 'ci.yml' });
    expect(dispatch).toMatchObject({ status: 404, json: { error: { code: 'not_found' } } });
  });
});
