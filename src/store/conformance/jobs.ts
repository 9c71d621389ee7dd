import { describe, expect, it } from 'vitest';
import { noon, sampleResult } from './samples.ts';
import { scenes } from './scene.ts';
import type { OpenTestStore } from './test-store.ts';

export function jobConformance(open: OpenTestStore): void {
  describe('jobs', () => {
    const scene = scenes(open);

    it('are listed by run in the order they were queued', async () => {
      const { store, repository, jobs } = await scene();
      const { runId, jobIds } = await jobs(await repository(), ['z', 'a', 'm']);
      const details = await store.jobs.ofRun(runId);
      expect(details.map(({ jobId }) => jobId)).toEqual(jobIds);
      expect(details[0]).toEqual({ jobId: jobIds[0], runId, steps: [], result: null, attempts: [] });
      expect(await store.jobs.ofRun('999')).toEqual([]);
      expect(await store.jobs.get('999-abc')).toBeNull();
    });

    it('wait once, however often the same one is queued', async () => {
      const { store, repository, jobs, enqueue } = await scene();
      const demo = await repository();
      const { runId } = await jobs(demo, ['build']);
      await enqueue(demo, runId, ['build']);
      expect(await store.queue.stats(noon)).toMatchObject([{ waiting: 1 }]);
    });

    it('start anew with a rerun, and keep their attempts', async () => {
      const { store, repository, jobs, hold, enqueue } = await scene();
      const demo = await repository();
      const { runId, jobIds } = await jobs(demo, [{ key: 'build', maxAttempts: 1 }]);
      const first = await hold();
      await store.leases.complete({ ...first, lineCount: 0, result: sampleResult(), at: noon });
      await enqueue(demo, runId, ['build']);
      expect(await store.jobs.get(jobIds[0] ?? '')).toMatchObject({
        result: null,
        steps: [],
        attempts: [{ attempt: 1 }],
      });
      expect(await hold()).toMatchObject({ attempt: 2 });
    });

    it('that are queued anew end the lease of an attempt that lingers', async () => {
      const { store, repository, jobs, hold, enqueue } = await scene();
      const demo = await repository();
      const { runId } = await jobs(demo, ['build']);
      const old = await hold();
      await enqueue(demo, runId, ['build']);
      const beat = store.leases.heartbeat({ ...old, started: true, steps: null, at: noon });
      await expect(beat).rejects.toMatchObject({ code: 'lease_lost' });
      expect(await hold()).toMatchObject({ attempt: 2 });
      expect(await store.leases.list()).toHaveLength(1);
    });

    it('leave the dead letters when they are retried or dropped', async () => {
      const { store, repository, jobs, hold, enqueue } = await scene();
      const demo = await repository();
      const { runId, jobIds } = await jobs(
        demo,
        ['a', 'b'].map((key) => ({ key, maxAttempts: 1 })),
      );
      for (const _ of jobIds) {
        const { jobId, attempt, leaseTokenHash } = await hold();
        await store.leases.heartbeat({ jobId, attempt, leaseTokenHash, started: true, steps: null, at: noon });
        await store.leases.expire({ jobId, attempt, beat: 1, reason: 'lost', notBefore: 0, at: noon });
      }
      expect((await store.jobs.deadLetters()).map(({ jobId }) => jobId).sort()).toEqual(jobIds.toSorted());
      await enqueue(demo, runId, [{ key: 'a', maxAttempts: 1 }]);
      expect((await store.jobs.deadLetters()).map(({ jobId }) => jobId)).toEqual([jobIds[1]]);
      await store.jobs.dropDeadLetter(jobIds[1] ?? '');
      await store.jobs.dropDeadLetter('unknown');
      expect(await store.jobs.deadLetters()).toEqual([]);
      const again = await hold();
      await store.leases.heartbeat({ ...again, started: true, steps: null, at: noon });
      await store.leases.expire({ ...again, beat: 1, reason: 'lost again', notBefore: 0, at: noon });
      expect(await store.jobs.deadLetters()).toMatchObject([{ jobId: jobIds[0], reason: 'lost again' }]);
    });
  });
}
