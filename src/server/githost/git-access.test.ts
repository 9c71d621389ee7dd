import { describe, expect, it } from 'vitest';
import { commitFiles, git, tryGit } from '../testing/git.ts';
import { hosting, pushWorkflow } from '../testing/git-hosting.ts';
import { claimSample, queueRun } from '../testing/sample-run.ts';
import { adminToken, agentToken } from '../testing/test-server.ts';

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
    const sha = await commitFiles(tree, { '.github/workflows/ci.yml': pushWorkflow });
    expect((await tryGit(tree, 'push', remote(jobToken), 'main')).exit).toBe(0);
    expect(await server.deps.store.deliveries.ledger(repository.id)).toEqual({ 'refs/heads/main': sha });
    await server.deps.scheduler.reconcile(repository.id);
    expect((await server.deps.store.runs.list({ limit: 10 })).map(({ id }) => id)).toEqual([run.id]);
  });
});
