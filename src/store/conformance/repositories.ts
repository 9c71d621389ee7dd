import { describe, expect, it } from 'vitest';
import { noon, sampleResult, sampleRun, sha, zeroSha } from './samples.ts';
import { scenes } from './scene.ts';
import type { OpenTestStore } from './test-store.ts';

export function repositoryConformance(open: OpenTestStore): void {
  describe('repositories', () => {
    const scene = scenes(open);

    it('are found by id and, in any case, by name', async () => {
      const { store, repository } = await scene();
      const demo = await repository('Local/Demo');
      expect(demo).toMatchObject({ fullName: 'Local/Demo', defaultBranch: 'main', forge: 'builtin', createdAt: noon });
      expect(await store.repositories.get(demo.id)).toEqual(demo);
      expect(await store.repositories.find('local/DEMO')).toEqual(demo);
      expect(await store.repositories.find('local/other')).toBeNull();
      expect(await store.repositories.get('no-such-id')).toBeNull();
    });

    it('are listed by name', async () => {
      const { store, repository } = await scene();
      for (const name of ['local/b', 'local/a', 'local/c']) await repository(name);
      expect((await store.repositories.list()).map(({ fullName }) => fullName)).toEqual([
        'local/a',
        'local/b',
        'local/c',
      ]);
    });

    it('refuse a name that is taken in any case', async () => {
      const { repository } = await scene();
      await repository('local/demo');
      await expect(repository('LOCAL/demo')).rejects.toMatchObject({ code: 'already_exists' });
    });

    it('take another default branch; one that is gone does not come back by it', async () => {
      const { store, repository } = await scene();
      const demo = await repository();
      await store.repositories.setDefaultBranch(demo.id, 'trunk');
      expect(await store.repositories.get(demo.id)).toEqual({ ...demo, defaultBranch: 'trunk' });
      await store.repositories.delete(demo.id);
      await store.repositories.setDefaultBranch(demo.id, 'main');
      expect(await store.repositories.get(demo.id)).toBeNull();
      expect(await store.repositories.list()).toEqual([]);
    });

    it('are not deleted while a run is under way', async () => {
      const { store, repository, run } = await scene();
      const demo = await repository();
      await run(demo);
      await expect(store.repositories.delete(demo.id)).rejects.toMatchObject({ code: 'conflict' });
      expect(await store.repositories.get(demo.id)).toEqual(demo);
    });

    it('take everything that hangs on them along, and leave their blobs as garbage', async () => {
      const { store, repository, jobs, hold, step, garbage } = await scene();
      const demo = await repository();
      const other = await repository('local/other');
      const { runId, jobIds } = await jobs(demo, ['build']);
      const kept = await jobs(other, ['build']);
      const change = { repositoryId: demo.id, ref: 'refs/heads/main', before: zeroSha, after: sha('a') };
      await store.deliveries.create({ key: 'push', at: noon, change, runs: [] });
      const attempt = await hold();
      await store.leases.complete({ ...attempt, lineCount: 0, result: sampleResult(), at: noon });
      const file = { size: 1, sha256: 'x', createdAt: noon };
      await store.artifacts.create({ id: 'artifact', runId, name: 'logs', expiresAt: noon + 1, ...file }, false);
      const scope = { repositoryId: demo.id, ref: 'refs/heads/main', key: 'k', version: 'v', usedAt: noon };
      await store.caches.create({ id: 'cache', ...scope, ...file });
      const state = await store.runs.get(runId);
      if (state === null) throw new Error('expected the run');
      await step(runId, { state: { ...state, status: 'completed', conclusion: 'success' } });

      await store.repositories.delete(demo.id);
      expect(await garbage()).toEqual(['artifact artifact', 'cache cache', `log ${runId}`]);
      expect(await store.runs.get(runId)).toBeNull();
      expect(await store.jobs.get(jobIds[0] ?? '')).toBeNull();
      expect(await store.artifacts.get('artifact')).toBeNull();
      expect(await store.caches.get('cache')).toBeNull();
      expect(await store.deliveries.ledger(demo.id)).toEqual({});
      expect(await store.runs.get(kept.runId)).not.toBeNull();
      expect((await store.runs.list({ limit: 10 })).map(({ id }) => id)).toEqual([kept.runId]);
      await expect(store.repositories.delete(demo.id)).rejects.toMatchObject({ code: 'not_found' });
    });

    it('never give an id twice', async () => {
      const { store, repository } = await scene();
      const first = await repository();
      await store.repositories.delete(first.id);
      expect((await repository()).id).not.toBe(first.id);
    });

    it('refuse runs when they are unknown', async () => {
      const { store, repository } = await scene();
      const demo = await repository();
      const runs = [{ state: sampleRun({ ...demo, id: '999' }) }];
      const delivery = store.deliveries.create({ key: 'x', at: noon, change: null, runs });
      await expect(delivery).rejects.toMatchObject({ code: 'not_found' });
      expect(await store.runs.list({ limit: 10 })).toEqual([]);
    });
  });
}
