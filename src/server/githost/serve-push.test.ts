import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commitFiles, git, tryGit } from '../testing/git.ts';
import { hosting, pushWorkflow } from '../testing/git-hosting.ts';

describe('a push', () => {
  it('is answered after its run is stored, and names it', async () => {
    const { server, tree, remote, url } = await hosting();
    const sha = await commitFiles(tree, { '.github/workflows/ci.yml': pushWorkflow }, 'Add CI');
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
    await commitFiles(tree, { '.github/workflows/ci.yml': pushWorkflow });
    expect(await tryGit(tree, 'push', remote(), 'main')).not.toMatchObject({ exit: 0 });
    // The ref has moved, and the comparison that follows makes up for the run.
    await expect.poll(() => server.deps.store.runs.list({ limit: 10 })).toHaveLength(1);
  });

  it('of another branch than the default one to an empty repository makes it the default branch', async () => {
    const { server, tree, remote, folder } = await hosting();
    await commitFiles(tree, { a: '1' });
    const { stderr } = await tryGit(tree, 'push', remote(), 'main:refs/heads/trunk', 'main:refs/tags/v1');
    expect(stderr).toContain('remote: the default branch is now trunk');
    expect(await server.deps.store.repositories.get('1')).toMatchObject({ defaultBranch: 'trunk' });
    await git(folder, 'clone', '--quiet', remote(), 'clone');
    expect(await git(join(folder, 'clone'), 'branch', '--show-current')).toBe('trunk');
    await git(tree, 'push', '--quiet', remote(), 'main:refs/heads/other');
    expect(await server.deps.store.repositories.get('1')).toMatchObject({ defaultBranch: 'trunk' });
  });

  it('makes each run once, also of many refs, forced and deleted ones', async () => {
    const { server, tree, remote } = await hosting();
    await commitFiles(tree, { '.github/workflows/ci.yml': pushWorkflow });
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

  it('cannot delete the default branch', async () => {
    const { tree, remote } = await hosting();
    await commitFiles(tree, { a: '1' });
    await git(tree, 'push', remote(), 'main');
    expect((await tryGit(tree, 'push', remote(), ':main')).stderr).toContain('refusing to delete the current branch');
  });

  it('of many people at once makes one run each', async () => {
    const { server, tree, remote } = await hosting();
    await commitFiles(tree, { '.github/workflows/ci.yml': pushWorkflow });
    const branches = Array.from({ length: 8 }, (_, n) => `branch-${n}`);
    const pushes = await Promise.all(branches.map((name) => tryGit(tree, 'push', remote(), `main:refs/heads/${name}`)));
    expect(pushes.map(({ exit }) => exit)).toEqual(branches.map(() => 0));
    const runs = await server.deps.store.runs.list({ limit: 20 });
    expect(runs.map(({ trigger }) => trigger.ref).sort()).toEqual(branches.map((name) => `refs/heads/${name}`));
    for (const [n, { stderr }] of pushes.entries()) {
      const run = runs.find(({ trigger }) => trigger.ref === `refs/heads/${branches[n]}`);
      expect(stderr).toContain(`remote: run ${run?.id}:`);
    }
  });
});
