import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RepositoryRecord } from '../port/repositories.ts';
import { bestOf, expireModel, type ModelJob, newModelJob } from './queue-model.ts';
import { noon, sampleResult } from './samples.ts';
import { type Held, type Scene, scenes } from './scene.ts';
import type { OpenTestStore } from './test-store.ts';

interface Walk {
  here: Scene;
  repositories: RepositoryRecord[];
  jobs: ModelJob[];
}

interface Step {
  what: keyof typeof moves;
  /** Chooses the repository or the job, modulo how many there are. */
  pick: number;
  priority: number;
}

/** What can happen to a queue, each done to the store and to the model alike. */
const moves = { queue, claim, start, complete, release, expire, withdraw, cancel };

const stepArbitrary: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(
    'queue',
    'queue',
    'claim',
    'claim',
    'start',
    'complete',
    'release',
    'expire',
    'withdraw',
    'cancel',
  ),
  pick: fc.nat(50),
  priority: fc.constantFrom(0, 0, 0, 1, -1),
});

/** Random histories of a queue beside a model of its promises. */
export function randomWalkConformance(open: OpenTestStore): void {
  describe('any history of a queue', () => {
    const scene = scenes(open);

    it('gives jobs in the promised order and ends leases as promised', { timeout: 120_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(stepArbitrary, { minLength: 10, maxLength: 50 }), async (steps) => {
          const here = await scene();
          const repositories = [await here.repository('local/a'), await here.repository('local/b')];
          const walk: Walk = { here, repositories, jobs: [] };
          for (const step of steps) await moves[step.what](walk, step);
          await compareCounts(walk);
          expect(await here.test.check()).toEqual([]);
        }),
        { numRuns: 30 },
      );
    });
  });
}

async function compareCounts({ here, jobs }: Walk): Promise<void> {
  const count = (state: ModelJob['state']) => jobs.filter((job) => job.state === state).length;
  const [stats] = await here.store.queue.stats(noon);
  expect([stats?.waiting ?? 0, stats?.running ?? 0]).toEqual([count('waiting'), count('running')]);
}

async function queue({ here, repositories, jobs }: Walk, { pick, priority }: Step): Promise<void> {
  const repository = pick % repositories.length;
  const at = noon + (pick % 7);
  const record = repositories[repository];
  if (record === undefined) return;
  const { runId, jobIds } = await here.jobs(record, [{ key: 'job', priority, at, maxAttempts: 2 }]);
  jobs.push(newModelJob({ jobId: jobIds[0] ?? '', runId, repository, priority, at, seq: jobs.length }));
}

async function claim({ here, jobs }: Walk): Promise<void> {
  const best = bestOf(jobs);
  if (best !== undefined) expect(await here.store.queue.position(best.jobId)).toBe(0);
  const held = await here.claim({}, noon + 100);
  expect(held?.jobId).toBe(best?.jobId);
  if (best === undefined) return;
  Object.assign(best, { state: 'running', held, beats: 0, started: false });
}

/** The picked running job with its attempt, if any runs. */
function running({ jobs }: Walk, { pick }: Step): { job: ModelJob; held: Held } | null {
  const candidates = jobs.filter(({ state }) => state === 'running');
  const job = candidates[pick % candidates.length];
  return job === undefined || job.held === null ? null : { job, held: job.held };
}

async function start(walk: Walk, step: Step): Promise<void> {
  const found = running(walk, step);
  if (found === null) return;
  const { job, held } = found;
  const { cancel } = await walk.here.store.leases.heartbeat({ ...held, started: true, steps: null, at: noon });
  expect(cancel !== null).toBe(job.cancelled);
  job.started = true;
  job.beats += 1;
}

async function complete(walk: Walk, step: Step): Promise<void> {
  const found = running(walk, step);
  if (found === null) return;
  await walk.here.store.leases.complete({ ...found.held, lineCount: 0, result: sampleResult(), at: noon });
  found.job.state = 'done';
}

async function release(walk: Walk, step: Step): Promise<void> {
  const found = running(walk, step);
  if (found === null) return;
  const back = walk.here.store.leases.release({ ...found.held, reason: 'stop', at: noon });
  if (found.job.started) return expect(back).rejects.toMatchObject({ code: 'conflict' });
  await back;
  found.job.state = found.job.cancelled ? 'done' : 'waiting';
}

async function expire(walk: Walk, step: Step): Promise<void> {
  const found = running(walk, step);
  if (found === null) return;
  const { job, held } = found;
  const lease = { jobId: job.jobId, attempt: held.attempt, reason: 'silent', notBefore: noon, at: noon };
  expect(await walk.here.store.leases.expire({ ...lease, beat: job.beats + 1 })).toBe(false);
  expect(await walk.here.store.leases.expire({ ...lease, beat: job.beats })).toBe(true);
  expireModel(job);
}

async function withdraw(walk: Walk, { pick }: Step): Promise<void> {
  const job = walk.jobs[pick % walk.jobs.length];
  if (job === undefined) return;
  await walk.here.step(job.runId, { dequeue: [{ jobId: job.jobId, reason: 'cancelled' }] });
  stop(job);
}

async function cancel(walk: Walk, { pick }: Step): Promise<void> {
  const job = walk.jobs[pick % walk.jobs.length];
  if (job === undefined) return;
  await walk.here.step(job.runId, { cancel: [{ jobId: job.jobId, reason: 'cancelled' }] });
  stop(job);
}

function stop(job: ModelJob): void {
  if (job.state === 'waiting') job.state = 'done';
  else if (job.state === 'running') job.cancelled = true;
}
