import { describe, expect, it } from 'vitest';
import { noon, sampleResult } from './samples.ts';
import { scenes } from './scene.ts';
import type { OpenTestStore } from './test-store.ts';

const reason = 'cancelled by ada';

export function cancelConformance(open: OpenTestStore): void {
  describe('cancelling', () => {
    const scene = scenes(open);
    const waiting = async () => {
      const here = await scene();
      const { runId, jobIds } = await here.jobs(await here.repository(), ['build']);
      return { ...here, store: here.store, runId, jobId: jobIds[0] ?? '' };
    };

    it('takes a waiting job out of the queue at once, without another word to its run', async () => {
      const { store, runId, jobId, step, claim, events } = await waiting();
      await step(runId, { dequeue: [{ jobId, reason }] });
      expect(await store.queue.stats(noon)).toEqual([]);
      expect(await claim()).toBeNull();
      expect(await events(runId)).toEqual([]);
    });

    it('marks the lease when the job was claimed meanwhile', async () => {
      const { store, runId, jobId, step, hold } = await waiting();
      const held = await hold();
      await step(runId, { dequeue: [{ jobId, reason }] });
      const beat = { ...held, started: false, steps: null, at: noon };
      expect(await store.leases.heartbeat(beat)).toEqual({ cancel: reason });
    });

    it('tells the agent with every heartbeat, with the first reason', async () => {
      const { store, runId, jobId, step, hold } = await waiting();
      const held = await hold();
      await step(runId, { cancel: [{ jobId, reason }] });
      await step(runId, { cancel: [{ jobId, reason: 'another' }] });
      const beat = { ...held, started: true, steps: null, at: noon };
      expect(await store.leases.heartbeat(beat)).toEqual({ cancel: reason });
      expect(await store.leases.heartbeat(beat)).toEqual({ cancel: reason });
      await store.leases.complete({
        ...held,
        lineCount: 0,
        result: sampleResult({ conclusion: 'cancelled' }),
        at: noon,
      });
    });

    it('ends a job that went back to the queue before the mark arrived', async () => {
      const { store, runId, jobId, step, hold, claim, events } = await waiting();
      const held = await hold();
      await step(runId);
      await store.leases.release({ ...held, reason: 'the machine stops', at: noon + 3 });
      await step(runId, { consumed: [], cancel: [{ jobId, reason }] });
      expect(await claim()).toBeNull();
      expect(await events(runId)).toMatchObject([
        { type: 'job_requeued', attempt: 1 },
        { type: 'job_completed', jobId, attempt: 1, at: noon + 3, result: { conclusion: 'cancelled' }, reason },
      ]);
    });

    it('keeps a job that is given back from waiting again', async () => {
      const { store, runId, jobId, step, hold, claim, events } = await waiting();
      const held = await hold();
      await step(runId, { cancel: [{ jobId, reason }] });
      await store.leases.release({ ...held, reason: 'the machine stops', at: noon });
      expect(await claim()).toBeNull();
      expect(await events(runId)).toMatchObject([
        { type: 'job_completed', result: { conclusion: 'cancelled' }, reason },
      ]);
    });

    it('passes over jobs that have ended or are unknown', async () => {
      const { store, runId, jobId, step, hold, events } = await waiting();
      const held = await hold();
      await store.leases.complete({ ...held, lineCount: 0, result: sampleResult(), at: noon });
      await step(runId);
      const both = [jobId, 'unknown'].map((id) => ({ jobId: id, reason }));
      expect(await step(runId, { cancel: both, dequeue: both })).toBe(true);
      expect(await events(runId)).toEqual([]);
      expect(await store.jobs.get(jobId)).toMatchObject({ result: { conclusion: 'success' } });
    });
  });
}
