import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { randomId } from '../../shared/ids.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';

import type { ForgeEvent, PullRequestEvent } from '../forge/events.ts';
import { repositoryFolder } from '../githost/repository-folder.ts';
import { commitFiles, git, initTree } from '../testing/git.ts';
import { pushWorkflow } from '../testing/git-hosting.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { openTestServer } from '../testing/test-server.ts';

const nothing = '0'.repeat(40);
const main = 'refs/heads/main';
const workflowPath = '.github/workflows/ci.yml';
const pullWorkflow = pushWorkflow.replace('on: push', 'on: pull_request');

/** A repository whose refs move by themselves, as those of a forge do, and what a forge then reports. */
async function scene(workflow = pushWorkflow) {
  const server = await openTestServer();
  const repository = await server.createRepository();
  const bare = repositoryFolder(server.deps.config.dataDir, repository.id);
  const tree = await initTree(join(await tempFolder(), 'tree'));
  const runs = async (): Promise<string[]> =>
    (await server.deps.store.runs.list({ limit: 100 })).map(({ trigger }) => trigger.sha).reverse();
  return {
    server,
    repository,
    runs,
    ledger: () => server.deps.store.deliveries.ledger(repository.id),
    async commit(text: string): Promise<string> {
      const sha = await commitFiles(tree, { [workflowPath]: workflow, text });
      await git(tree, 'push', '--quiet', '--force', bare, 'HEAD:main');
      return sha;
    },
    force: (sha: string) => git(tree, 'push', '--quiet', '--force', bare, `${sha}:refs/heads/main`),
    reconcile: () => server.deps.scheduler.reconcile(repository.id),
    async report(event: ForgeEvent, receipts = [`webhook:${randomId()}`]): Promise<string[]> {
      return (await server.deps.scheduler.forgeEvent(repository, event, receipts)).runIds;
    },
  };
}

function pushed(before: string, after: string): ForgeEvent {
  return { kind: 'push', ref: main, before, after, actor: 'ada', payload: { compare: 'http://compare' } };
}

function pulled(repository: RepositoryRecord, headSha: string, change: Partial<PullRequestEvent> = {}): ForgeEvent {
  return {
    kind: 'pull_request',
    number: 3,
    action: 'opened',
    headSha,
    baseRef: repository.defaultBranch,
    mergeBase: null,
    fork: false,
    actor: 'eve',
    payload: {},
    ...change,
  };
}

describe('reports of pushes', () => {
  it('in their order make one run each, with what the forge told', async () => {
    const { server, commit, report, runs } = await scene();
    const [a, b] = [await commit('a'), await commit('b')];
    const [run] = await report(pushed(nothing, a));
    await report(pushed(a, b));
    expect(await runs()).toEqual([a, b]);
    const state = await server.deps.store.runs.get(run ?? '');
    expect(state?.trigger).toMatchObject({ actor: 'ada', payload: { compare: 'http://compare', after: a } });
  });

  it('in another order make one run each', async () => {
    const { commit, report, runs, ledger, reconcile } = await scene();
    const [a, b, c] = [await commit('a'), await commit('b'), await commit('c')];
    await report(pushed(b, c));
    await report(pushed(nothing, a));
    await report(pushed(a, b));
    await reconcile();
    expect((await runs()).sort()).toEqual([a, b, c].sort());
    expect(await ledger()).toEqual({ [main]: c });
  });

  it('that come after the comparison was faster make the runs that it skipped, and no more', async () => {
    const { commit, report, runs, reconcile } = await scene();
    const [a, b, c] = [await commit('a'), await commit('b'), await commit('c')];
    await reconcile();
    expect(await runs()).toEqual([c]);
    for (const [before, after] of [
      [nothing, a],
      [a, b],
      [b, c],
    ] as const)
      await report(pushed(before, after));
    expect((await runs()).sort()).toEqual([a, b, c].sort());
  });

  it('that come twice make one run', async () => {
    const { commit, report, runs } = await scene();
    const a = await commit('a');
    const first = await report(pushed(nothing, a), ['one']);
    await report(pushed(nothing, a), ['one']);
    await report(pushed(nothing, a), ['two']);
    expect(first).toHaveLength(1);
    expect(await runs()).toEqual([a]);
  });

  it('of a branch forced back and forth make a run each time; a replay of the first does not', async () => {
    const { commit, force, report, runs, ledger } = await scene();
    const [a, b] = [await commit('a'), await commit('b')];
    await report(pushed(nothing, a));
    await report(pushed(a, b), ['first']);
    await force(a);
    await report(pushed(b, a));
    expect(await runs()).toEqual([a, b, a]);
    await report(pushed(a, b), ['first']);
    expect(await runs()).toEqual([a, b, a]);
    expect(await ledger()).toEqual({ [main]: a });
    await force(b);
    await report(pushed(a, b), ['second']);
    expect(await runs()).toEqual([a, b, a, b]);
  });

  it('of what a job pushes start nothing, before and after the job hears of it', async () => {
    const { server, repository, commit, report, runs, reconcile } = await scene();
    const a = await commit('a');
    await reconcile();
    const b = await commit('b');
    const change = { repositoryId: repository.id, ref: main, before: a, after: b };
    const push = server.deps.scheduler.expectJobPush([change]);
    await reconcile();
    await push.settle(new Set([main]));
    const c = await commit('c');
    const next = server.deps.scheduler.expectJobPush([{ ...change, before: b, after: c }]);
    await next.settle(new Set([main]));
    await report(pushed(b, c));
    expect(await runs()).toEqual([a]);
    await commit('d');
    await reconcile();
    expect(await runs()).toHaveLength(2);
  });
});

describe('reports of pull requests', () => {
  it('make one run a head, and remember it', async () => {
    const { repository, commit, report, runs, ledger } = await scene(pullWorkflow);
    const [a, b] = [await commit('a'), await commit('b')];
    await report(pulled(repository, a));
    await report(pulled(repository, a));
    await report(pulled(repository, b, { action: 'synchronize', payload: { before: a } }));
    expect(await runs()).toEqual([a, b]);
    expect(await ledger()).toMatchObject({ 'refs/pull/3/head': b });
  });

  it('in another order make one run a head too, and the ledger keeps what is newest', async () => {
    const { server, repository, commit, report, runs, ledger } = await scene(pullWorkflow);
    const [a, b, c] = [await commit('a'), await commit('b'), await commit('c')];
    const newest = { ...pulled(repository, c), kind: 'pull_request' } as PullRequestEvent;
    server.deps.forge.pullRequests = async () => [newest];
    await report(pulled(repository, c, { action: 'synchronize', payload: { before: b } }));
    await report(pulled(repository, a));
    await report(pulled(repository, b, { action: 'synchronize', payload: { before: a } }));
    expect((await runs()).sort()).toEqual([a, b, c].sort());
    expect(await ledger()).toMatchObject({ 'refs/pull/3/head': c });
  });

  it('of a fork make runs that nobody trusts', async () => {
    const { server, repository, commit, report } = await scene(pullWorkflow);
    const [run] = await report(pulled(repository, await commit('a'), { fork: true }));
    expect((await server.deps.store.runs.get(run ?? ''))?.trigger.trust).toBe('fork');
  });

  it('whose head cannot be read fail, so that the forge hears of it', async () => {
    const { repository, report } = await scene(pullWorkflow);
    await expect(report(pulled(repository, 'a'.repeat(40)))).rejects.toMatchObject({ code: 'not_found' });
  });
});
