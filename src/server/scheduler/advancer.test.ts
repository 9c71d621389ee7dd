import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { RunState } from '../../contract/run-state.ts';
import type { NewRun } from '../../store/port/deliveries.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import { fakeAgent, leaseCalls } from '../agent-api/testing/fake-agent.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { createAdvancer } from './advancer.ts';
import { planEvent } from './plan-event.ts';

let server: TestServer;
let url: string;
let repository: RepositoryRecord;
let pushes = 0;

beforeEach(async () => {
  server = await openTestServer();
  url = await server.listen();
  repository = await server.createRepository();
});

function startAdvancer(): void {
  const { store, config, clock, log } = server.deps;
  const advancer = createAdvancer({ store, config, clock, log });
  advancer.start();
  onTestFinished(() => advancer.stop());
}

async function planned(workflow: object): Promise<NewRun[]> {
  const trigger = {
    event: 'push' as const,
    ref: 'refs/heads/main',
    sha: 'a'.repeat(40),
    actor: 'ada',
    headline: 'Change',
    payload: {},
    trust: 'repository' as const,
  };
  const event = { repository, trigger, changedPaths: null, at: Date.now() };
  const file = { path: '.github/workflows/ci.yml', text: JSON.stringify({ on: 'push', ...workflow }) };
  return planEvent(event, [file], async () => undefined);
}

async function create(runs: NewRun[]): Promise<string> {
  pushes += 1;
  const { runIds } = await server.deps.store.deliveries.create({
    key: `k${pushes}`,
    at: Date.now(),
    change: null,
    runs,
  });
  server.deps.store.signals.publish('dirty');
  return runIds[0] ?? '';
}

const startRun = async (workflow: object) => create(await planned(workflow));
const runNow = async (runId: string): Promise<RunState | null> => server.deps.store.runs.get(runId);
const statusOf = async (runId: string) => (await runNow(runId))?.status;
const job = (extra: object = {}) => ({ 'runs-on': 'ubuntu-latest', steps: [{ run: 'true' }], ...extra });

async function runNextJob() {
  const claim = await fakeAgent(url).claim(undefined, 10_000);
  if (claim === null) throw new Error('no job came');
  const calls = leaseCalls(url, claim);
  await calls.beat(true);
  return { key: claim.job.key, runId: claim.job.runId, ...calls };
}

describe('the advancer', () => {
  it('takes a run from its start over its jobs to its end', async () => {
    startAdvancer();
    const runId = await startRun({ jobs: { first: job(), second: job({ needs: 'first' }) } });
    for (const key of ['first', 'second']) {
      const running = await runNextJob();
      expect(running.key).toBe(key);
      await running.complete(0);
    }
    await expect.poll(() => runNow(runId)).toMatchObject({ status: 'completed', conclusion: 'success' });
    const statuses = await server.deps.store.statuses.list('local/demo', 'a'.repeat(40));
    expect(statuses.map(({ state }) => state)).toEqual(['success', 'success']);
    expect(statuses[0]?.target).toMatch(new RegExp(`^/runs/${runId}/jobs/`));
  });

  it('points from the commit to the run itself when its workflow cannot be planned', async () => {
    startAdvancer();
    const runId = await startRun({ jobs: { only: { 'runs-on': 'ubuntu-latest' } } });
    const statuses = () => server.deps.store.statuses.list('local/demo', 'a'.repeat(40));
    await expect.poll(statuses).toMatchObject([{ target: `/runs/${runId}` }]);
  });

  it('advances what became dirty while no server ran', async () => {
    const runId = await startRun({ jobs: { only: job() } });
    startAdvancer();
    await (await runNextJob()).complete(0, 'failure');
    await expect.poll(() => runNow(runId)).toMatchObject({ conclusion: 'failure' });
  });

  it('gives a concurrency group to one run at a time; the newest of those that wait comes next', async () => {
    startAdvancer();
    const workflow = { concurrency: 'deploy', jobs: { deploy: job() } };
    const first = await startRun(workflow);
    const running = await runNextJob();
    const [second, third] = [await startRun(workflow), await startRun(workflow)];
    await expect.poll(() => runNow(second)).toMatchObject({ conclusion: 'cancelled' });
    await expect.poll(() => statusOf(third)).toBe('waiting');
    await running.complete(0);
    const last = await runNextJob();
    expect(last.runId).toBe(third);
    await last.complete(0);
    await expect.poll(() => runNow(third)).toMatchObject({ conclusion: 'success' });
    expect(await runNow(first)).toMatchObject({ conclusion: 'success' });
  });

  it('tells the agent of a run to stop when a newer one takes its group', async () => {
    startAdvancer();
    const workflow = { concurrency: { group: 'deploy', 'cancel-in-progress': true }, jobs: { deploy: job() } };
    const first = await startRun(workflow);
    const running = await runNextJob();
    await startRun(workflow);
    await expect.poll(() => running.beat(true)).toMatchObject({ cancel: { reason: expect.any(String) } });
    await running.complete(0, 'cancelled');
    await expect.poll(() => runNow(first)).toMatchObject({ conclusion: 'cancelled' });
    await (await runNextJob()).complete(0);
  });

  it('ends a run on which the engine fails, with the reason, and goes on with the others', async () => {
    const [good] = await planned({ jobs: { only: job() } });
    const [bad] = await planned({ jobs: { only: job() } });
    if (good === undefined || bad === undefined) throw new Error('no run was planned');
    // A plan that no parser makes: the job is not there where the state says so.
    const needs = [{ ...bad.state.plan.jobs[0], key: 'other', needs: ['missing'] }] as RunState['plan']['jobs'];
    const broken = await create([{ state: { ...bad.state, plan: { ...bad.state.plan, jobs: needs } } }]);
    const runId = await create([good]);
    startAdvancer();
    await (await runNextJob()).complete(0);
    await expect.poll(() => statusOf(runId)).toBe('completed');
    await expect.poll(() => runNow(broken)).toMatchObject({ status: 'completed', conclusion: 'failure' });
    expect((await runNow(broken))?.failure?.message).toMatch(/could not go on/);
    expect(await server.deps.store.runs.dirty(10)).toEqual([]);
  });
});
