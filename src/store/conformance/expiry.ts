import { describe, expect, it } from 'vitest';
import { noon, sampleResult, sampleStep } from './samples.ts';
import { type Held, type JobWish, scenes } from './scene.ts';
import type { OpenTestStore } from './test-store.ts';

const reason = 'its agent was not heard of for 30 s';

export function expiryConformance(open: OpenTestStore): void {
  describe('an expired lease', () => {
    const scene = scenes(open);
    const holding = async (wish: Partial<JobWish> = {}) => {
      const here = await scene();
      const { runId, jobIds } = await here.jobs(await here.repository(), [{ key: 'build', ...wish }]);
      const held = await here.hold();
      await here.step(runId);
      return { ...here, store: here.store, runId, jobId: jobIds[0] ?? '', held };
    };
    type Holding = Awaited<ReturnType<typeof holding>>;
    const start = ({ store }: Holding, held: Held, steps = [sampleStep()]) =>
      store.leases.heartbeat({ ...held, started: true, steps, at: noon });
    const expire = ({ store }: Holding, held: Held, beat: number, notBefore = 0) =>
      store.leases.expire({ jobId: held.jobId, attempt: held.attempt, beat, reason, notBefore, at: noon + 1 });

    it('is saved by a heartbeat in the last moment', async () => {
      const here = await holding();
      await start(here, here.held);
      expect(await expire(here, here.held, 0)).toBe(false);
      expect(await expire(here, { ...here.held, attempt: 7 }, 1)).toBe(false);
      expect(await expire(here, { ...here.held, jobId: 'unknown' }, 1)).toBe(false);
      expect(await here.store.leases.list()).toHaveLength(1);
    });

    it('gives the job back for free, any number of times, while no step started', async () => {
      const here = await holding({ maxAttempts: 1 });
      let held = here.held;
      for (let attempt = 1; attempt <= 5; attempt += 1) {
        expect(await expire(here, held, 0)).toBe(true);
        const requeued = { type: 'job_requeued', jobId: here.jobId, attempt, reason };
        expect((await here.events(here.runId)).at(-1)).toEqual(requeued);
        held = await here.hold();
        expect(held.attempt).toBe(attempt + 1);
      }
      expect(await here.store.jobs.deadLetters()).toEqual([]);
    });

    it('counts an attempt that started a step, and after the last one fails the job as a dead letter', async () => {
      const here = await holding({ maxAttempts: 2 });
      await start(here, here.held);
      expect(await expire(here, here.held, 1)).toBe(true);
      const second = await here.hold();
      const running = sampleStep({ index: 1, status: 'in_progress', conclusion: null, completedAt: null });
      const queued = sampleStep({ index: 2, status: 'queued', conclusion: null, startedAt: null, completedAt: null });
      await start(here, second, [sampleStep(), running, queued]);
      expect(await expire(here, second, 1)).toBe(true);
      expect(await here.claim()).toBeNull();
      expect(await here.events(here.runId)).toEqual([
        { type: 'job_requeued', jobId: here.jobId, attempt: 1, reason },
        { type: 'job_started', jobId: here.jobId, attempt: 2, at: noon },
        {
          type: 'job_completed',
          jobId: here.jobId,
          attempt: 2,
          at: noon + 1,
          result: { conclusion: 'failure', outputs: {} },
          reason,
        },
      ]);
      expect(await here.store.jobs.deadLetters()).toEqual([
        { jobId: here.jobId, runId: here.runId, name: 'build', reason, at: noon + 1 },
      ]);
      const detail = await here.store.jobs.get(here.jobId);
      expect(detail?.result?.conclusion).toBe('failure');
      expect(detail?.steps.map(({ conclusion }) => conclusion)).toEqual(['success', 'failure', 'skipped']);
      expect(detail?.attempts.map(({ outcome }) => outcome)).toEqual(['lost', 'lost']);
    });

    it('happens once, however many servers saw it', async () => {
      const here = await holding();
      const answers = await Promise.all([1, 2, 3].map(() => expire(here, here.held, 0)));
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect(await here.events(here.runId)).toHaveLength(1);
    });

    it('voids its tokens and every late call of its agent', async () => {
      const here = await holding();
      const { store, held } = here;
      await expire(here, held, 0);
      expect(await store.leases.byLeaseToken(held.leaseTokenHash)).toBeNull();
      expect(await store.leases.byJobToken(held.jobTokenHash)).toBeNull();
      const done = store.leases.complete({ ...held, lineCount: 0, result: sampleResult(), at: noon });
      await expect(done).rejects.toMatchObject({ code: 'lease_lost' });
      await expect(store.leases.advanceLog({ ...held, from: 0, to: 1 })).rejects.toMatchObject({ code: 'lease_lost' });
      await expect(here.store.leases.release({ ...held, reason, at: noon })).rejects.toMatchObject({
        code: 'lease_lost',
      });
    });

    it('delays the next attempt of an exclusive job, and of no other', async () => {
      const exclusive = await holding({ environment: 'production' });
      await expire(exclusive, exclusive.held, 0, noon + 15_000);
      expect(await exclusive.claim({}, noon + 14_999)).toBeNull();
      expect(await exclusive.claim({}, noon + 15_000)).toMatchObject({ attempt: 2 });
      const plain = await holding();
      await expire(plain, plain.held, 0, noon + 15_000);
      expect(await plain.claim({}, noon + 1)).toMatchObject({ attempt: 2 });
    });

    it('ends a job that was to be cancelled as cancelled', async () => {
      const here = await holding();
      await here.step(here.runId, { cancel: [{ jobId: here.jobId, reason: 'cancelled by ada' }] });
      await expire(here, here.held, 0);
      expect(await here.claim()).toBeNull();
      expect(await here.events(here.runId)).toMatchObject([
        { type: 'job_completed', result: { conclusion: 'cancelled' }, reason: 'cancelled by ada' },
      ]);
      expect(await here.store.jobs.deadLetters()).toEqual([]);
    });
  });
}
