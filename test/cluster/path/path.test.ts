import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../../src/client/client.ts';
import { platformRoutes } from '../../../src/contract/api/platform.ts';
import { type GiteaAccess, type GiteaWorld, giteaStatuses } from '../../support/gitea-world.ts';
import { finished, pushWorkflow, workflowPath } from '../../support/platform.ts';
import { until } from '../../support/until.ts';
import { type Snapshot, snapshot } from '../machine/snapshot.ts';
import { bedClient, bedGitea, bedLogin } from '../support/platform-on-bed.ts';
import { livePods } from '../support/stand-in-agents.ts';
import { clusterObjects, objectsBefore } from './cluster-objects.ts';
import { components } from './components.ts';
import { pushAndWait, watchPods } from './push.ts';
import { type Administrator, administratorCache, openAdministrator } from './raibid.ts';
import { warmValues } from './warm-values.ts';

const members = [1, 2, 3, 4, 5, 6];
const matrix = JSON.stringify({
  on: 'push',
  jobs: {
    build: {
      'runs-on': 'ubuntu-latest',
      strategy: { matrix: { member: members } },
      steps: [{ uses: 'actions/checkout@v4' }, { run: 'echo "member ${{ matrix.member }} says $(cat hello.txt)"' }],
    },
  },
});

describe('the whole platform, on a machine with a stand-in for k3s', () => {
  let before: Snapshot;
  let administrator: Administrator;
  let login: Record<string, string>;
  let client: Client;
  let forge: GiteaWorld<GiteaAccess>;

  beforeAll(async () => {
    before = await snapshot();
    administrator = await openAdministrator();
  });
  afterAll(async () => {
    await forge?.remove();
    administrator.close();
  });

  it('is set up from nothing to healthy', async () => {
    const started = performance.now();
    const result = await administrator.setup();
    for (const { component, seconds = 0 } of result) console.log(`setup ${component}: ${seconds.toFixed(1)} s`);
    console.log(`setup in all: ${((performance.now() - started) / 1000).toFixed(1)} s`);
    expect(result.map(({ component, state }) => [component, state])).toEqual(components.map((name) => [name, 'done']));
    [login, client, forge] = [await bedLogin(), await bedClient(), await bedGitea()];
  });

  it('is left alone by a second setup, which finds nothing to change', async () => {
    const result = await administrator.setup();
    expect(result.flatMap(({ component, changes }) => changes.map(({ what }) => `${component}: ${what}`))).toEqual([]);
  });

  it('runs a push to Gitea in pods that KEDA makes, from none and back to none', async () => {
    await until('the agents of the smoke tests are gone', async () => (await livePods()).length === 0, 120);
    const repository = await forge.repository('matrix');
    await administrator.run(['repo', 'enable', repository.fullName, '--forge', 'gitea'], { env: login });
    const pods = watchPods();
    const pushed = await pushAndWait(client, repository, { [workflowPath]: matrix, 'hello.txt': 'hello\n' });
    console.log(`push to first line of log, from no agent: ${pushed.secondsToFirstLine.toFixed(1)} s`);
    const { stdout } = await administrator.run(['logs', pushed.runId, '--follow'], { env: login });
    for (const member of members) expect(stdout).toContain(`member ${member} says hello`);
    const run = await finished(client, pushed.runId);
    expect(run.jobs.map(({ conclusion }) => conclusion)).toEqual(members.map(() => 'success'));
    expect(new Set(run.jobs.map(({ attempts }) => attempts[0]?.agent)).size).toBe(members.length);
    await until('the statuses in Gitea are green', async () => {
      const statuses = await giteaStatuses(forge, repository.fullName, pushed.sha);
      return statuses.length === members.length && statuses.every(({ status }) => status === 'success');
    });
    await until('the agents are gone', async () => (await livePods()).length === 0, 180);
    console.log(`most pods of agents at a time: ${await pods.stop()}`);
  });

  it('starts a job at once where an agent is kept warm, which is a changed value', async () => {
    const result = await administrator.setup(['server'], warmValues);
    expect(result[0]?.changes.map(({ what }) => what)).toEqual(['release raibid-server']);
    await until('an agent waits', async () => (await idleAgents()) > 0, 180);
    const repository = await forge.repository('warm');
    await administrator.run(['repo', 'enable', repository.fullName, '--forge', 'gitea'], { env: login });
    const pushed = await pushAndWait(client, repository, { [workflowPath]: pushWorkflow('echo hello') });
    console.log(`push to first line of log, with a warm agent: ${pushed.secondsToFirstLine.toFixed(2)} s`);
    expect((await finished(client, pushed.runId)).conclusion).toBe('success');
  });

  async function idleAgents(): Promise<number> {
    const { agents } = await client.call(platformRoutes.agents, {});
    return agents.filter(({ state }) => state === 'idle').length;
  }

  it('leaves the cluster as it was when all but k3s is torn down', async () => {
    const wanted = await objectsBefore();
    await administrator.teardown(...components.filter((name) => name !== 'k3s'));
    // Kinds that were registered go a moment after their definition.
    await expect.poll(clusterObjects, { timeout: 60_000 }).toEqual(wanted);
  });

  it('is taken away by teardown, and the machine is as it was', async () => {
    await administrator.teardown('all');
    expect(await snapshot([administratorCache])).toEqual(before);
  });

  it('finishes a k3s whose set-up was killed at any step, and takes that away as well', async () => {
    // With it, nothing would be fetched again.
    await rm(administratorCache, { recursive: true, force: true });
    for (const moment of [/fetching k3s/, /starting k3s/, /waiting for the node/])
      await administrator.killSetup(moment, 'k3s');
    expect(await administrator.setup(['k3s'])).toMatchObject([{ component: 'k3s', state: 'done' }]);
    expect(await administrator.setup(['k3s'])).toMatchObject([{ component: 'k3s', changes: [] }]);
    await administrator.teardown('all');
    expect(await snapshot([administratorCache])).toEqual(before);
  });
});
