import { describe, expect, it } from 'vitest';
import { noon, sampleResult, sampleStep } from './samples.ts';
import { type Held, scenes } from './scene.ts';
import type { OpenTestStore } from './test-store.ts';

const lost = { code: 'lease_lost' };

export function leaseConformance(open: OpenTestStore): void {
  describe('a lease', () => {
    const scene = scenes(open);
    const holding = async () => {
      const here = await scene();
      const demo = await here.repository();
      const { runId, jobIds } = await here.jobs(demo, ['build']);
      const held = await here.hold();
      await here.step(runId);
      return { ...here, store: here.store, demo, runId, jobId: jobIds[0] ?? '', held };
    };
    const beatOf = (held: Held) => ({ ...held, started: false, steps: null, at: noon });

    it('counts heartbeats and remembers that a step started', async () => {
      const { store, held } = await holding();
      expect(await store.leases.heartbeat(beatOf(held))).toEqual({ cancel: null });
      await store.leases.heartbeat({ ...beatOf(held), started: true });
      await store.leases.heartbeat(beatOf(held));
      expect(await store.leases.list()).toMatchObject([{ beat: 3, started: true }]);
    });

    it('keeps the steps of the last heartbeat that had some', async () => {
      const { store, held, jobId } = await holding();
      const steps = [sampleStep({ status: 'in_progress', conclusion: null, completedAt: null })];
      await store.leases.heartbeat({ ...beatOf(held), steps });
      await store.leases.heartbeat(beatOf(held));
      expect(await store.jobs.get(jobId)).toMatchObject({ steps, result: null });
    });

    it('is known only by its attempt and token together', async () => {
      const { store, held } = await holding();
      for (const wrong of [
        { attempt: 2 },
        { leaseTokenHash: 'x' },
        { jobId: 'other' },
        { leaseTokenHash: held.jobTokenHash },
      ]) {
        const name = { ...held, ...wrong };
        const end = { ...name, at: noon };
        await expect(store.leases.heartbeat(beatOf(name))).rejects.toMatchObject(lost);
        await expect(store.leases.advanceLog({ ...name, from: 0, to: 1 })).rejects.toMatchObject(lost);
        await expect(store.leases.release({ ...end, reason: 'x' })).rejects.toMatchObject(lost);
        await expect(store.leases.complete({ ...end, lineCount: 0, result: sampleResult() })).rejects.toMatchObject(
          lost,
        );
      }
      expect(await store.leases.list()).toMatchObject([{ beat: 0, nextLine: 0 }]);
    });

    it('moves the log position from where it stands only', async () => {
      const { store, held } = await holding();
      expect(await store.leases.advanceLog({ ...held, from: 0, to: 10 })).toBe(true);
      expect(await store.leases.advanceLog({ ...held, from: 0, to: 10 })).toBe(false);
      expect(await store.leases.advanceLog({ ...held, from: 11, to: 12 })).toBe(false);
      expect(await store.leases.advanceLog({ ...held, from: 10, to: 12 })).toBe(true);
      await expect(store.leases.advanceLog({ ...held, from: 12, to: 3 })).rejects.toMatchObject({
        code: 'input_invalid',
      });
      expect(await store.leases.list()).toMatchObject([{ nextLine: 12 }]);
    });

    it('lets one of two senders of the same lines move the position', async () => {
      const { store, held } = await holding();
      const answers = await Promise.all([1, 2, 3].map((to) => store.leases.advanceLog({ ...held, from: 0, to })));
      expect(answers.filter(Boolean)).toHaveLength(1);
    });

    it('ends with the result, which the run hears of', async () => {
      const { store, held, runId, jobId, events } = await holding();
      await store.leases.advanceLog({ ...held, from: 0, to: 5 });
      const result = sampleResult({ conclusion: 'timed_out' });
      await store.leases.complete({ ...held, lineCount: 5, result, at: noon + 9 });
      const { conclusion, outputs } = result;
      expect(await events(runId)).toEqual([
        { type: 'job_completed', jobId, attempt: 1, at: noon + 9, result: { conclusion, outputs }, reason: null },
      ]);
      expect(await store.jobs.get(jobId)).toEqual({
        jobId,
        runId,
        steps: result.steps,
        result,
        attempts: [
          {
            attempt: 1,
            runAttempt: 1,
            agent: 'one',
            isolation: 'sandbox',
            startedAt: noon,
            endedAt: noon + 9,
            outcome: 'timed_out',
            logLines: 5,
          },
        ],
      });
      expect(await store.leases.list()).toEqual([]);
      expect(await store.leases.byLeaseToken(held.leaseTokenHash)).toBeNull();
      expect(await store.leases.byJobToken(held.jobTokenHash)).toBeNull();
      expect(await store.queue.stats(noon)).toEqual([]);
    });

    it('is not completed before all lines of the log are there', async () => {
      const { store, held, jobId } = await holding();
      await store.leases.advanceLog({ ...held, from: 0, to: 5 });
      for (const lineCount of [0, 4, 6]) {
        const done = store.leases.complete({ ...held, lineCount, result: sampleResult(), at: noon });
        await expect(done).rejects.toMatchObject({ code: 'conflict', details: { nextLine: 5, lineCount } });
      }
      expect(await store.jobs.get(jobId)).toMatchObject({ result: null });
      expect(await store.leases.list()).toHaveLength(1);
    });

    it('may be completed again by the same attempt, which changes nothing', async () => {
      const { store, held, runId, jobId, events } = await holding();
      const done = { ...held, lineCount: 0, result: sampleResult(), at: noon };
      const [lease] = await store.leases.list();
      const answers = await Promise.all([store.leases.complete(done), store.leases.complete(done)]);
      expect(answers).toEqual([expect.objectContaining({ claimedAt: lease?.claimedAt }), null]);
      expect(await store.leases.complete({ ...done, at: noon + 99 })).toBeNull();
      expect(await events(runId)).toHaveLength(1);
      expect((await store.jobs.get(jobId))?.attempts).toMatchObject([{ endedAt: noon }]);
      await expect(store.leases.complete({ ...done, leaseTokenHash: 'x' })).rejects.toMatchObject(lost);
    });

    it('given back before the first step costs nothing, and the job stands where it stood', async () => {
      const { store, held, demo, runId, jobId, hold, jobs, events } = await holding();
      await jobs(demo, [{ key: 'younger', at: noon + 1 }]);
      await store.leases.heartbeat(beatOf(held));
      const back = { ...held, reason: 'the machine stops', at: noon + 2 };
      await store.leases.release(back);
      await store.leases.release(back);
      expect(await events(runId)).toEqual([{ type: 'job_requeued', jobId, attempt: 1, reason: 'the machine stops' }]);
      expect(await hold()).toMatchObject({ jobId, attempt: 2 });
      expect((await store.jobs.get(jobId))?.attempts.map(({ outcome }) => outcome)).toEqual(['released', 'running']);
      await expect(store.leases.heartbeat(beatOf(held))).rejects.toMatchObject(lost);
    });

    it('is not given back once a step started', async () => {
      const { store, held } = await holding();
      await store.leases.heartbeat({ ...beatOf(held), started: true });
      const back = store.leases.release({ ...held, reason: 'x', at: noon });
      await expect(back).rejects.toMatchObject({ code: 'conflict' });
      expect(await store.leases.list()).toHaveLength(1);
    });

    it('survives a restart with everything it knows', async () => {
      const { test, store, held } = await holding();
      await store.leases.heartbeat({ ...beatOf(held), started: true });
      await store.leases.advanceLog({ ...held, from: 0, to: 7 });
      const again = await test.reopen();
      expect(await again.leases.list()).toMatchObject([{ beat: 1, started: true, nextLine: 7 }]);
      await again.leases.complete({ ...held, lineCount: 7, result: sampleResult(), at: noon });
    });
  });
}
