import { describe, expect, it } from 'vitest';
import { runRoutes } from '../../src/contract/api/runs.ts';
import type { RunView } from '../../src/contract/views.ts';
import { connectedGitea } from '../support/connected-gitea.ts';
import {
  type Account,
  enable,
  type GiteaRepository,
  giteaStatuses,
  isFilled,
  runOfEvent,
  runsOf,
} from '../support/gitea-world.ts';
import { finished, logOf, workflowPath } from '../support/platform.ts';
import { until } from '../support/until.ts';

const here = connectedGitea({ isolation: 'sandbox' });

function pullWorkflow(...scripts: string[]): string {
  const steps = scripts.map((run) => ({ run }));
  return JSON.stringify({
    on: { pull_request: { types: ['opened', 'synchronize', 'reopened', 'closed'] } },
    name: 'ci',
    jobs: { test: { 'runs-on': 'ubuntu-latest', steps } },
  });
}

/** An enabled repository whose main branch has the workflow. */
async function withWorkflow(name: string, ...scripts: string[]): Promise<GiteaRepository> {
  const repository = await here.world.repository(name);
  await repository.push({ [workflowPath]: pullWorkflow(...scripts) });
  await isFilled(here.world, repository.fullName);
  await enable(here.platform.client, repository.fullName);
  return repository;
}

async function openPull(repository: string, head: string, as?: Account): Promise<number> {
  const body = { title: 'A change', head, base: 'main' };
  return (await here.world.api<{ number: number }>('POST', `/repos/${repository}/pulls`, body, as)).number;
}

describe('a pull request', () => {
  it('merges only once our status is green, where branch protection demands it', async () => {
    const { client } = here.platform;
    const repository = await withWorkflow('protected', 'test "$(cat state)" = good', 'true');
    const { fullName } = repository;
    const context = 'ci / test (pull_request)';
    await here.world.api('POST', `/repos/${fullName}/branch_protections`, {
      rule_name: 'main',
      enable_status_check: true,
      status_check_contexts: [context],
      block_admin_merge_override: true,
    });
    await repository.git('switch', '--quiet', '--create', 'change');
    const workflow = JSON.stringify({
      on: 'pull_request',
      name: 'ci',
      jobs: {
        test: {
          'runs-on': 'ubuntu-latest',
          steps: [{ uses: 'actions/checkout@v4' }, { run: 'test "$(cat state)" = good' }],
        },
      },
    });
    const bad = await repository.push({ [workflowPath]: workflow, state: 'bad\n' });
    const number = await openPull(fullName, 'change');
    const failed = await finished(client, (await runOfEvent(client, bad, 'pull_request')).id);
    expect(failed).toMatchObject({ conclusion: 'failure', ref: `refs/pull/${number}/head` });
    const stateOf = async (sha: string) =>
      (await giteaStatuses(here.world, fullName, sha)).find((status) => status.context === context)?.status;
    await expect.poll(() => stateOf(bad), { timeout: 60_000 }).toBe('failure');
    const merge = () => here.world.api('POST', `/repos/${fullName}/pulls/${number}/merge`, { Do: 'merge' });
    await expect(merge()).rejects.toThrow(/405|status checks/i);
    const good = await repository.push({ state: 'good\n' });
    const passed = await finished(client, (await runOfEvent(client, good, 'pull_request')).id);
    expect(passed.conclusion).toBe('success');
    await expect.poll(() => stateOf(good), { timeout: 60_000 }).toBe('success');
    // Gitea checks whether a pull request can be merged on the side, and refuses for that moment.
    await expect.poll(() => merge().then(() => 'merged', String), { timeout: 60_000 }).toBe('merged');
  });

  it('runs when opened, pushed to, closed and opened again, with names as GitHub has them', async () => {
    const { client } = here.platform;
    const repository = await withWorkflow(
      'actions',
      'echo "action ${{ github.event.action }} to ${{ github.base_ref }}"',
    );
    const { fullName } = repository;
    await repository.git('switch', '--quiet', '--create', 'change');
    await repository.push({ one: '1' });
    const number = await openPull(fullName, 'change');
    const count = (expected: number) =>
      until(`${expected} runs`, async () => (await runsOf(client, fullName)).length === expected);
    await count(1);
    await repository.push({ two: '2' });
    await count(2);
    await here.world.api('PATCH', `/repos/${fullName}/pulls/${number}`, { state: 'closed' });
    await count(3);
    await here.world.api('PATCH', `/repos/${fullName}/pulls/${number}`, { state: 'open' });
    await count(4);
    const said: string[] = [];
    for (const { id } of (await runsOf(client, fullName)).reverse()) {
      const run = await finished(client, id);
      said.push((await logOf(client, run.jobs[0]?.id ?? '')).find((line) => line.startsWith('action ')) ?? '');
    }
    expect(said).toEqual(['opened', 'synchronize', 'closed', 'reopened'].map((action) => `action ${action} to main`));
  });

  it('whose webhook was lost is found by looking, once', async () => {
    const { client } = here.platform;
    const repository = await withWorkflow('lost', 'true');
    const { fullName } = repository;
    const [hook] = await here.world.api<{ id: number }[]>('GET', `/repos/${fullName}/hooks`);
    await here.world.api('DELETE', `/repos/${fullName}/hooks/${hook?.id}`);
    await repository.git('switch', '--quiet', '--create', 'change');
    const sha = await repository.push({ one: '1' });
    await openPull(fullName, 'change');
    await until('the run is found', async () => (await runsOf(client, fullName)).length > 0, 100);
    expect((await finished(client, (await runOfEvent(client, sha, 'pull_request')).id)).conclusion).toBe('success');
  });
});

describe('a pull request from a fork', () => {
  it('waits for the approval of its commit, and gets a token that cannot write', async () => {
    const { client } = here.platform;
    const repository = await withWorkflow('upstream', 'true');
    const { fullName } = repository;
    const stranger = await here.world.user('stranger');
    await here.world.api('POST', `/repos/${fullName}/forks`, {}, stranger);
    const fork = await here.world.tree('stranger/upstream', stranger);
    await until('the fork is there', () =>
      fork.git('pull', '--quiet', 'origin', 'main').then(
        () => true,
        () => false,
      ),
    );
    await fork.git('switch', '--quiet', '--create', 'change');
    const push =
      'git -c user.name=a -c user.email=a@b commit --quiet --allow-empty -m x && git push origin HEAD:refs/heads/stolen';
    const workflow = JSON.stringify({
      on: 'pull_request',
      permissions: 'write-all',
      jobs: {
        test: {
          'runs-on': 'ubuntu-latest',
          steps: [{ uses: 'actions/checkout@v4' }, { run: `! (${push}) 2>&1` }],
        },
      },
    });
    const sha = await fork.push({ [workflowPath]: workflow });
    await openPull(fullName, 'stranger:change', stranger);
    const { id } = await runOfEvent(client, sha, 'pull_request');
    const waiting = await until('it waits', async () => {
      const run = await client.call(runRoutes.get, { params: { runId: id } });
      return run.status === 'waiting' ? run : false;
    });
    expect(waiting.waitingReason).toContain('approve');
    expect(waiting.jobs.every(({ attempt }) => attempt === 0)).toBe(true);
    await until('its status says so', async () => {
      const [status] = await giteaStatuses(here.world, fullName, sha);
      return status?.description === 'Waiting for approval';
    });
    const approve = (body: { sha?: string }) => client.call(runRoutes.approve, { params: { runId: id }, body });
    await expect(approve({ sha: '0'.repeat(40) })).rejects.toMatchObject({ code: 'conflict' });
    await approve({ sha });
    const run: RunView = await finished(client, id);
    expect(run.conclusion).toBe('success');
    expect((await logOf(client, run.jobs[0]?.id ?? '')).join('\n')).toContain('may not push');
    await expect(approve({})).rejects.toMatchObject({ code: 'conflict' });
    await fork.push({ more: '' });
    await until('the next commit has a run', async () => (await runsOf(client, fullName)).length === 2);
    await until('it waits again', async () => (await runsOf(client, fullName))[0]?.status === 'waiting');
  });
});
