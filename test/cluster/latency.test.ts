import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

const rounds = Number(process.env.RAIBID_PUSHES ?? 5);

/** Milliseconds since 1970 at which a push came so far, in order; null: nothing of the kind was seen. */
type Times = Record<string, number | null>;

describe('from a push to the first line of its log', () => {
  let platform: BedPlatform;
  let repository: GiteaRepository;

  beforeAll(async () => {
    platform = await setUpPlatform();
    repository = await platform.gitea.repository(`latency-${Date.now()}`);
    await enable(platform.client, repository.fullName);
  });
  afterAll(() => platform?.close());

  it('with no agent', { timeout: 900_000 }, async () => {
    const none = () => until('no agent is there', async () => (await livePods()).length === 0, 120);
    show('no agent', await measure(none));
  });

  it('with a warm agent', { timeout: 900_000 }, async () => {
    const words = ['setup', 'server', '--profile', 'dev', '--values', warmValues, '--skip-verify', ...upstreamCharts()];
    await platform.cli.run(...words);
    show('a warm agent', await measure(() => until('an agent waits', anAgentIsIdle, 120)));
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

/** A line for each stage: the median of what it took since the one before, and since the push. */
function show(what: string, found: Times[]): void {
  const stages = Object.keys(found[0] ?? {}).filter((stage) => found.every((times) => times[stage] !== null));
  console.log(`from a push, ${what}, medians of ${found.length} pushes`);
  for (const [index, stage] of stages.entries()) {
    const since = (earlier: string) =>
      (
        quantile(
          found.map((times) => Number(times[stage]) - Number(times[earlier])),
          0.5,
        ) / 1000
      ).toFixed(2);
    if (index > 0) console.log(`  ${stage.padEnd(34)} ${since(stages[index - 1] ?? '')} s  ${since('pushed')} s`);
  }
}
