import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runRoutes } from '../../src/contract/api/runs.ts';
import type { JobView, RunView } from '../../src/contract/views.ts';
import { enable, type GiteaRepository, giteaStatuses, runOfEvent, runsOf } from '../support/gitea-world.ts';
import { logOf, workflowPath } from '../support/platform.ts';
import { until } from '../support/until.ts';
import { runQuiet } from './run.ts';
import { type BedPlatform, setUpPlatform } from './support/bed-platform.ts';
import { get, kubectl } from './support/cluster.ts';
import { killPod, podNames } from './support/kill-pod.ts';
import { redisCli } from './support/redis-cli.ts';
import { livePods } from './support/stand-in-agents.ts';

const count = 30;
const lines = 60;
const wantedLines = Array.from({ length: lines }, (_none, index) => `line ${index + 1}`);
const workflow = JSON.stringify({
  on: 'push',
  jobs: {
    build: {
      'runs-on': 'ubuntu-latest',
      strategy: { 'fail-fast': false, matrix: { member: Array.from({ length: count }, (_none, index) => index + 1) } },
      steps: [
        { uses: 'actions/checkout@v4' },
        { name: 'script', run: `for i in $(seq ${lines}); do echo "line $i"; sleep 0.5; done` },
      ],
    },
  },
});

/** What is done to the platform, one after the other, each while jobs run. */
const faults: Record<string, (run: RunView) => Promise<void>> = {
  'Redis is killed': async () => {
    await killPod('raibid-redis', 'redis-0');
    await rollout('raibid-redis', 'statefulset/redis');
  },
  'the server is killed': async () => {
    for (const name of await podNames('raibid-server', 'app.kubernetes.io/name=raibid-server'))
      await killPod('raibid-server', name);
    await rollout('raibid-server', 'deployment/raibid-server');
  },
  'an agent is killed': async ({ jobs }) => {
    const busy = jobs.find(isInScript);
    await killPod('raibid-agents', busy?.attempts.at(-1)?.agent ?? 'none');
  },
  'the operator of KEDA is killed': async () => {
    for (const name of await podNames('raibid-keda', 'app=keda-operator')) await killPod('raibid-keda', name);
    await rollout('raibid-keda', 'deployment/keda-operator');
  },
  'Gitea is away for 30 seconds': async () => {
    await kubectl('--namespace', 'raibid-gitea', 'scale', 'deployment/gitea', '--replicas=0');
    await sleep(30_000);
    await kubectl('--namespace', 'raibid-gitea', 'scale', 'deployment/gitea', '--replicas=1');
    await rollout('raibid-gitea', 'deployment/gitea');
  },
  'the ScaledJob is changed as Flux would': changeScaledJob,
};

describe(`while ${count} jobs run`, () => {
  let platform: BedPlatform;
  let repository: GiteaRepository;
  let runId = '';
  let sha = '';
  let run: RunView;

  beforeAll(async () => {
    platform = await setUpPlatform();
    repository = await platform.gitea.repository(`faults-${Date.now()}`);
    await enable(platform.client, repository.fullName);
    sha = await repository.push({ [workflowPath]: workflow });
    runId = (await runOfEvent(platform.client, sha, 'push')).id;
  });
  afterAll(() => platform?.close());

  /** The run as the server tells it, once it does and this holds. */
  function runWhen(what: string, holds: (run: RunView) => boolean, seconds: number): Promise<RunView> {
    const ask = () => platform.client.call(runRoutes.get, { params: { runId } }).catch(() => null);
    return until(
      what,
      async () => {
        const now = await ask();
        return now !== null && holds(now) && now;
      },
      seconds,
    );
  }

  it.each(Object.entries(faults))('%s, and jobs go on', { timeout: 600_000 }, async (what, fault) => {
    const before = await runWhen('a job is in its script', ({ jobs }) => jobs.some(isInScript), 240);
    const started = performance.now();
    await fault(before);
    const mended = loggedLines(await runWhen('the server answers', () => true, 180));
    // More than what agents had kept until there was somebody to take it.
    await runWhen('the logs grow', (now) => loggedLines(now) > mended + lines, 240);
    console.log(`${what}: jobs go on after ${((performance.now() - started) / 1000).toFixed(0)} s`);
  });

  it('each job has one result, and only the killed agent’s was begun twice', { timeout: 900_000 }, async () => {
    run = await runWhen('the run is over', ({ status }) => status === 'completed', 800);
    const took = (run.completedAt ?? 0) - run.createdAt;
    const outcomes = run.jobs.map(({ attempts }) => attempts.map(({ outcome }) => outcome));
    const again = outcomes.filter((each) => each.length > 1);
    console.log(`${count} jobs in ${(took / 1000).toFixed(0)} s; begun more than once: ${JSON.stringify(again)}`);
    expect(run.jobs.map(({ conclusion }) => conclusion)).toEqual(Array.from({ length: count }, () => 'success'));
    expect(outcomes.filter((each) => each.filter((outcome) => outcome === 'success').length !== 1)).toEqual([]);
    expect(again).toEqual([['lost', 'success']]);
    expect(await runsOf(platform.client, repository.fullName)).toHaveLength(1);
  });

  it('each line of each log is there once and in order, of the killed attempt up to its end', async () => {
    for (const { id } of run.jobs) expect(await scriptLines(id)).toEqual(wantedLines);
    const killed = run.jobs.find(({ attempts }) => attempts.length > 1);
    const kept = await scriptLines(killed?.id ?? '', 1);
    console.log(`lines of the killed attempt: ${kept.length}`);
    expect(kept).toEqual(wantedLines.slice(0, kept.length));
    expect(kept).not.toEqual([]);
  });

  it('all statuses in Gitea are green, the queue is empty and the agents are gone', async () => {
    await until(
      'the statuses in Gitea are green',
      async () => {
        const statuses = await giteaStatuses(platform.gitea, repository.fullName, sha);
        return statuses.length === count && statuses.every(({ status }) => status === 'success');
      },
      180,
    );
    expect(await redisCli(['XLEN {raibid}:queue:default'])).toBe('0\n');
    await until('the agents are gone', async () => (await livePods()).length === 0, 180);
  });

  async function scriptLines(jobId: JobView['id'], attempt?: number): Promise<string[]> {
    return (await logOf(platform.client, jobId, attempt)).filter((line) => /^line \d+$/.test(line));
  }
});

function isInScript({ status, steps }: JobView): boolean {
  return status === 'in_progress' && steps.some(({ name, status: now }) => name === 'script' && now === 'in_progress');
}

/** Lines of all attempts that the server has acknowledged. */
function loggedLines({ jobs }: RunView): number {
  return jobs.flatMap(({ attempts }) => attempts).reduce((sum, { logLines }) => sum + logLines, 0);
}

async function rollout(namespace: string, what: string): Promise<void> {
  await kubectl('--namespace', namespace, 'rollout', 'status', what, '--timeout=180s');
}

/** A whole object that is applied on the server's side under Flux's name, with one variable more for its agents. */
async function changeScaledJob(): Promise<void> {
  interface ScaledJob {
    metadata: Record<string, unknown>;
    status?: unknown;
    spec: { jobTargetRef: { template: { spec: { containers: { env: object[] }[] } } } };
  }
  const object = await get<ScaledJob>('scaledjob', 'default', '--namespace', 'raibid-agents');
  const { name, namespace, labels, annotations } = object.metadata;
  for (const { env } of object.spec.jobTargetRef.template.spec.containers) env.push({ name: 'CHANGED', value: 'yes' });
  const { status: _status, ...wanted } = { ...object, metadata: { name, namespace, labels, annotations } };
  const words = ['apply', '--server-side', '--force-conflicts', '--field-manager=helm-controller', '--filename', '-'];
  await runQuiet(['kubectl', ...words], { input: JSON.stringify(wanted) });
}
