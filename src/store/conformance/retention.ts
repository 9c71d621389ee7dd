import { describe, expect, it } from 'vitest';
import { noon, sampleResult, sampleRun, sha } from './samples.ts';
import { scenes } from './scene.ts';
import type { OpenTestStore } from './test-store.ts';

const file = { size: 1, sha256: 'x', createdAt: noon };

export function retentionConformance(open: OpenTestStore): void {
  describe('old runs', () => {
    const scene = scenes(open);

    it('are listed oldest first, a page at a time, without the newest', async () => {
      const { store, repository, run } = await scene();
      const [demo, other] = [await repository(), await repository('local/other')];
      const ids: string[] = [];
      for (let nth = 0; nth < 4; nth += 1) ids.push(await run(demo));
      await run(other);
      const oldest = async (beyond: number, limit = 10, after?: string) => {
        const page = after === undefined ? {} : { after };
        const runs = await store.runs.oldest({ repositoryId: demo.id, beyond, limit, ...page });
        return runs.map(({ id }) => id);
      };
      expect(await oldest(0)).toEqual(ids);
      expect(await oldest(1, 2)).toEqual(ids.slice(0, 2));
      expect(await oldest(1, 2, ids[1])).toEqual(ids.slice(2, 3));
      expect(await oldest(4)).toEqual([]);
      expect(await oldest(9)).toEqual([]);
      expect(await store.runs.oldest({ repositoryId: '999', beyond: 0, limit: 10 })).toEqual([]);
    });

    it('go with all that is theirs and leave the rest', async () => {
      const { store, repository, run, jobs, hold, end, garbage } = await scene();
      const demo = await repository();
      const { runId, jobIds } = await jobs(demo, [{ key: 'dead', maxAttempts: 1 }]);
      const { jobId, attempt, ...proof } = await hold();
      await store.leases.heartbeat({ jobId, attempt, ...proof, started: true, steps: null, at: noon });
      await store.leases.expire({ jobId, attempt, beat: 1, reason: 'gone', notBefore: 0, at: noon });
      await store.artifacts.create({ id: 'a', runId, name: 'dist', expiresAt: noon + 1, ...file }, false);
      await end(runId);
      const kept = await run(demo);
      expect(await store.jobs.deadLetters()).toHaveLength(1);

      expect(await store.runs.delete(runId)).toBe(true);
      expect(await store.runs.get(runId)).toBeNull();
      expect(await store.jobs.get(jobIds[0] ?? '')).toBeNull();
      expect(await store.jobs.deadLetters()).toEqual([]);
      expect(await store.artifacts.ofRun(runId)).toEqual([]);
      expect((await store.runs.list({ limit: 10 })).map(({ id }) => id)).toEqual([kept]);
      expect(await garbage()).toEqual(['artifact a', `log ${runId}`]);
      expect(await store.runs.delete(runId)).toBe(false);
      expect(await store.runs.delete('no-id')).toBe(false);
    });

    it('stay while they are under way: not completed, to be run again, or with a job that is not over', async () => {
      const { store, repository, run, jobs, hold, end } = await scene();
      const demo = await repository();
      const runId = await run(demo);
      await expect(store.runs.delete(runId)).rejects.toMatchObject({ code: 'conflict' });
      await end(runId);
      await store.runs.post(runId, { type: 'rerun', only: 'all', by: 'ada' });
      await expect(store.runs.delete(runId)).rejects.toMatchObject({ code: 'conflict' });
      const held = await jobs(demo, ['slow']);
      const lease = await hold();
      await end(held.runId);
      await expect(store.runs.delete(held.runId)).rejects.toMatchObject({ code: 'conflict' });
      await store.leases.complete({ ...lease, lineCount: 0, result: sampleResult(), at: noon });
      await end(held.runId);
      expect(await store.runs.delete(held.runId)).toBe(true);
    });

    it('leave their deliveries: the event does not start again, and names the runs that are there', async () => {
      const { store, repository, end } = await scene();
      const demo = await repository();
      const runs = [{ state: sampleRun(demo) }, { state: sampleRun(demo) }];
      const delivery = { key: 'pull request 1', receipts: ['webhook'], at: noon, change: null, runs };
      const [gone = '', kept = ''] = (await store.deliveries.create(delivery)).runIds;
      await end(gone);
      await store.runs.delete(gone);
      expect(await store.deliveries.create(delivery)).toEqual({ created: false, runIds: [kept] });
      expect(await store.deliveries.find('webhook')).toEqual({ runIds: [kept] });
    });

    it('keep plan and statuses that another run shares; the last one takes them along', async () => {
      const { store, repository, run, end, step } = await scene();
      const [demo, other] = [await repository(), await repository('local/other')];
      const [first, second, elsewhere] = [await run(demo), await run(demo), await run(other)];
      const names = { repository: demo.fullName, sha: sha('a'), context: 'CI', target: '/', description: '' };
      const status = { ...names, state: 'success' as const, updatedAt: noon };
      await step(first, { statuses: [{ status, forge: 'builtin' }] });
      for (const id of [first, second]) await end(id);
      await store.runs.delete(first);
      expect(await store.statuses.list(demo.fullName, sha('a'))).toEqual([status]);
      await store.runs.delete(second);
      expect(await store.statuses.list(demo.fullName, sha('a'))).toEqual([]);
      expect((await store.runs.get(elsewhere))?.plan).toEqual(sampleRun(other).plan);
    });
  });

  describe('garbage', () => {
    const scene = scenes(open);

    it('is what was replaced, is past its time or was evicted, until it is deleted', async () => {
      const { store, repository, run, garbage } = await scene();
      const demo = await repository();
      const artifact = { runId: await run(demo), name: 'dist', expiresAt: noon, ...file };
      await store.artifacts.create({ ...artifact, id: 'first' }, false);
      await store.artifacts.create({ ...artifact, id: 'second' }, true);
      await store.artifacts.takeExpired(noon, 10);
      const place = { repositoryId: demo.id, ref: 'refs/heads/main', key: 'k', version: 'v', usedAt: noon };
      await store.caches.create({ id: 'cache', ...place, ...file });
      await store.caches.evict(demo.id, { maxBytes: 0, usedBefore: 0 });
      expect(await garbage()).toEqual(['artifact first', 'artifact second', 'cache cache']);
      expect(await store.garbage.list(2, noon)).toHaveLength(2);
      const done = [
        { kind: 'artifact' as const, id: 'first' },
        { kind: 'log' as const, id: 'none' },
      ];
      for (let again = 0; again < 2; again += 1) await store.garbage.done(done);
      await store.garbage.done([]);
      expect(await garbage()).toEqual(['artifact second', 'cache cache']);
    });

    it('is what was reserved and got no entry in time', async () => {
      const { store, repository, run } = await scene();
      const demo = await repository();
      const listed = async (at: number) => (await store.garbage.list(10, at)).map(({ id }) => id).sort();
      for (const id of ['dist', 'half']) await store.garbage.reserve({ kind: 'artifact', id }, noon + 5);
      for (const id of ['deps', 'taken']) await store.garbage.reserve({ kind: 'cache', id }, noon + 6);
      await store.artifacts.create(
        { id: 'dist', runId: await run(demo), name: 'dist', expiresAt: noon + 9, ...file },
        false,
      );
      const place = { repositoryId: demo.id, ref: 'refs/heads/main', key: 'k', version: 'v', usedAt: noon };
      for (const id of ['deps', 'taken']) await store.caches.create({ id, ...place, ...file });
      expect(await listed(noon + 4)).toEqual([]);
      expect(await listed(noon + 5)).toEqual(['half']);
      expect(await listed(noon + 6)).toEqual(['half', 'taken']);
      await store.garbage.done([{ kind: 'artifact', id: 'half' }]);
      expect(await listed(noon + 6)).toEqual(['taken']);
      await store.caches.evict(demo.id, { maxBytes: 0, usedBefore: 0 });
      expect(await listed(noon)).toEqual(['deps']);
    });
  });
}
