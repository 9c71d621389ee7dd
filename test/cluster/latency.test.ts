import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { circumstances, type ResultFigure, writeResult } from '../../bench/result-file.ts';
import { quantile } from '../../src/cli/bench/figures.ts';
import { readEvents } from '../../src/client/events.ts';
import { platformRoutes } from '../../src/contract/api/platform.ts';
import { runRoutes } from '../../src/contract/api/runs.ts';
import { logLineSchema } from '../../src/contract/log.ts';
import { enable, type GiteaRepository, runOfEvent } from '../support/gitea-world.ts';
import { jobWhen, pushWorkflow, workflowPath } from '../support/platform.ts';
import { until } from '../support/until.ts';
import { warmValues } from './path/warm-values.ts';
import { type BedPlatform, setUpPlatform } from './support/bed-platform.ts';
import { upstreamCharts } from './support/cli.ts';
import { completed } from './support/platform-on-bed.ts';
import { livePods } from './support/stand-in-agents.ts';
import { watchPodStages } from './support/watch-pods.ts';

/** Pushes with no agent, and as many with a warm one. */
const rounds = Number(process.env.RAIBID_PUSHES ?? 15);

/** The section of docs/benchmarks.md that RAIBID_BENCH=1 writes the figures for. */
const result = {
  name: 'cluster',
  title: 'From push to log in a cluster',
  about:
    'Real `git push` to Gitea on a Kubernetes of one node (the test bed), one after the other. The clock starts when git has ' +
    'ended; it stops when a reader of the live log has the first line. Medians; each phase counts from the one before.',
  command: 'RAIBID_BENCH=1 npm run test:cluster -- test/cluster/latency.test.ts',
};

/** Milliseconds since 1970 at which a push came so far, in order; null: nothing of the kind was seen. */
type Times = Record<string, number | null>;

describe('from a push to the first line of its log', () => {
  const figures: ResultFigure[] = [];
  const facts = circumstances();
  let platform: BedPlatform;
  let repository: GiteaRepository;

  beforeAll(async () => {
    platform = await setUpPlatform();
    repository = await platform.gitea.repository(`latency-${Date.now()}`);
    await enable(platform.client, repository.fullName);
  });
  afterAll(async () => {
    await platform?.close();
    figures.push({ what: 'pushes measured with either', value: rounds, unit: '' });
    for (const { what, value, unit } of figures) console.log(`${what}: ${value} ${unit}`);
    if (process.env.RAIBID_BENCH !== undefined) await writeResult({ ...result, ...facts, figures });
  });

  it('with no agent', { timeout: 900_000 }, async () => {
    const none = () => until('no agent is there', async () => (await livePods()).length === 0, 120);
    figures.push(...figuresOf('no agent', 8, await measure(none)));
  });

  it('with a warm agent', { timeout: 900_000 }, async () => {
    const words = ['setup', 'server', '--profile', 'dev', '--values', warmValues, '--skip-verify', ...upstreamCharts()];
    await platform.cli.run(...words);
    const waits = () => until('an agent waits', anAgentIsIdle, 120);
    figures.push(...figuresOf('a warm agent', 1, await measure(waits)));
  });

  async function anAgentIsIdle(): Promise<boolean> {
    // The server was just replaced by one with the new value.
    const answer = await platform.client.call(platformRoutes.agents, {}).catch(() => null);
    return answer?.agents.some(({ state }) => state === 'idle') ?? false;
  }

  /** Pushes again and again, each time when `ready` says so. */
  async function measure(ready: () => Promise<unknown>): Promise<Times[]> {
    const found: Times[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await ready();
      found.push(await pushOnce(`echo round ${found.length}`));
    }
    return found;
  }

  async function pushOnce(script: string): Promise<Times> {
    const pods = watchPodStages();
    try {
      const sha = await repository.push({ [workflowPath]: pushWorkflow(script) }, script);
      const pushed = Date.now();
      const { id: runId } = await runOfEvent(platform.client, sha, 'push');
      const line = await firstLine((await jobWhen(platform.client, runId, 'the run has a job', () => true)).id);
      const run = await completed(platform.client, runId);
      expect(run.conclusion).toBe('success');
      const attempt = run.jobs[0]?.attempts[0];
      const agent = attempt?.agent ?? '';
      const isNew = (pods.firstSeen(agent, 'made') ?? 0) > pushed;
      const seen = (stage: Parameters<typeof pods.firstSeen>[1]) => (isNew ? pods.firstSeen(agent, stage) : null);
      return {
        pushed,
        'the run is made': run.createdAt,
        'a pod is made': seen('made'),
        'the pod has a node': seen('placed'),
        'its containers run': seen('running'),
        'the agent has the job': attempt?.startedAt ?? null,
        'the agent writes the first line': line.written,
        'a reader has the first line': line.read,
      };
    } finally {
      await pods.stop();
    }
  }

  /** Follows a log until its first line. */
  async function firstLine(jobId: string): Promise<{ written: number; read: number }> {
    for await (const { event, data } of readEvents(platform.client, runRoutes.logStream, { params: { jobId } }))
      if (event === 'line') return { written: logLineSchema.parse(JSON.parse(data)).t, read: Date.now() };
    throw new Error('the log ended without a line');
  }
});

/** Medians in seconds, by stage: what it took since the one before, and the last one since the push. */
function figuresOf(who: string, most: number, found: Times[]): ResultFigure[] {
  const stages = Object.keys(found[0] ?? {}).filter((stage) => found.every((times) => times[stage] !== null));
  const median = (stage: string, since: string) => {
    const numbers = found.map((times) => Number(times[stage]) - Number(times[since]));
    return Math.round(quantile(numbers, 0.5) / 10) / 100;
  };
  const phases = stages.slice(1).map((stage, index) => {
    return { what: `${who}, until ${stage}`, value: median(stage, stages[index] ?? ''), unit: 's' };
  });
  const whole = median(stages.at(-1) ?? '', stages[0] ?? '');
  return [{ what: `push to the first line of log, ${who}, p50`, value: whole, unit: 's', goal: { most } }, ...phases];
}
