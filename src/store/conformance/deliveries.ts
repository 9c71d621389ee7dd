import { describe, expect, it } from 'vitest';
import type { RepositoryRecord } from '../port/repositories.ts';
import { noon, sampleRun, sha, zeroSha } from './samples.ts';
import { scenes } from './scene.ts';
import type { OpenTestStore } from './test-store.ts';

const ref = 'refs/heads/main';

function push(repository: RepositoryRecord, before: string, after: string) {
  const change = { repositoryId: repository.id, ref, before, after };
  return {
    key: `${repository.id} ${ref} ${before} ${after}`,
    at: noon,
    change,
    runs: [{ state: sampleRun(repository) }],
  };
}

export function deliveryConformance(open: OpenTestStore): void {
  describe('deliveries', () => {
    const scene = scenes(open);

    it('are forgotten when they are old, with their receipts; their runs and the ledger stay', async () => {
      const { store, repository } = await scene();
      const demo = await repository();
      const old = { ...push(demo, zeroSha, sha('a')), receipts: ['delivery 1'], at: noon - 2 };
      const { runIds } = await store.deliveries.create(old);
      await store.deliveries.create({ key: 'dispatch', at: noon - 1, change: null, runs: [] });
      const young = push(demo, sha('a'), sha('b'));
      await store.deliveries.create({ ...young, at: noon });
      expect(await store.deliveries.forget(noon - 1, 1)).toBe(1);
      expect(await store.deliveries.forget(noon, 10)).toBe(2);
      expect(await store.deliveries.forget(noon, 10)).toBe(0);
      for (const key of [old.key, 'delivery 1', 'dispatch']) expect(await store.deliveries.find(key)).toBeNull();
      expect(await store.deliveries.find(young.key)).not.toBeNull();
      expect((await store.runs.get(runIds[0] ?? ''))?.id).toBe(runIds[0]);
      expect(await store.deliveries.ledger(demo.id)).toEqual({ [ref]: sha('b') });
      expect((await store.deliveries.create(old)).created).toBe(false);
    });

    it('create their runs, dirty with a start event, and move the ledger', async () => {
      const { store, repository, events } = await scene();
      const demo = await repository();
      const { created, runIds } = await store.deliveries.create(push(demo, zeroSha, sha('a')));
      expect(created).toBe(true);
      expect(runIds).toHaveLength(1);
      expect(await store.deliveries.ledger(demo.id)).toEqual({ [ref]: sha('a') });
      expect(await store.runs.dirty(10)).toEqual(runIds);
      expect(await events(runIds[0] ?? '')).toEqual([{ type: 'start' }]);
    });

    it('create nothing when the event comes again, and answer the first runs', async () => {
      const { store, repository } = await scene();
      const demo = await repository();
      const first = await store.deliveries.create(push(demo, zeroSha, sha('a')));
      const again = await store.deliveries.create(push(demo, zeroSha, sha('a')));
      expect(again).toEqual({ created: false, runIds: first.runIds });
      expect(await store.runs.list({ limit: 10 })).toHaveLength(1);
    });

    it('create one set of runs when webhook and ledger report the same change at once', async () => {
      const { store, repository } = await scene();
      const demo = await repository();
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => store.deliveries.create(push(demo, zeroSha, sha('a')))),
      );
      expect(answers.filter(({ created }) => created)).toHaveLength(1);
      expect(new Set(answers.flatMap(({ runIds }) => runIds)).size).toBe(1);
    });

    it('create nothing when a receipt comes again, even where the ledger stands at the beginning once more', async () => {
      const { store, repository } = await scene();
      const demo = await repository();
      const first = { ...push(demo, zeroSha, sha('a')), receipts: ['delivery 1', 'digest 1'] };
      const { runIds } = await store.deliveries.create(first);
      await store.deliveries.create({ ...push(demo, sha('a'), zeroSha), runs: [] });
      const replay = { ...first, receipts: ['delivery 2', 'digest 1'] };
      expect(await store.deliveries.create(replay)).toEqual({ created: false, runIds });
      expect(await store.deliveries.find('delivery 1')).toEqual({ runIds });
      expect(await store.deliveries.find('delivery 3')).toBeNull();
      expect(await store.deliveries.ledger(demo.id)).toEqual({});
    });

    it('do not take an old report for a new event after the ref has moved on', async () => {
      const { store, repository } = await scene();
      const demo = await repository();
      await store.deliveries.create(push(demo, zeroSha, sha('a')));
      await store.deliveries.create(push(demo, sha('a'), sha('b')));
      expect((await store.deliveries.create(push(demo, zeroSha, sha('a')))).created).toBe(false);
      expect(await store.deliveries.ledger(demo.id)).toEqual({ [ref]: sha('b') });
    });

    it('create nothing for a change that begins where the ledger does not stand', async () => {
      const { store, repository } = await scene();
      const demo = await repository();
      await store.deliveries.create(push(demo, zeroSha, sha('a')));
      await store.deliveries.create(push(demo, sha('a'), sha('c')));
      const stale = push(demo, sha('a'), sha('b'));
      expect(await store.deliveries.create(stale)).toEqual({ created: false, runIds: [], stale: true });
      expect(await store.deliveries.find(stale.key)).toBeNull();
      expect(await store.deliveries.ledger(demo.id)).toEqual({ [ref]: sha('c') });
      expect(await store.runs.list({ limit: 10 })).toHaveLength(2);
    });

    it('take the same change for a new event when the ref had gone back', async () => {
      const { store, repository } = await scene();
      const demo = await repository();
      await store.deliveries.create(push(demo, zeroSha, sha('a')));
      await store.deliveries.create(push(demo, sha('a'), sha('b')));
      await store.deliveries.create(push(demo, sha('b'), sha('a')));
      const again = await store.deliveries.create(push(demo, sha('a'), sha('b')));
      expect(again.created).toBe(true);
      expect(await store.deliveries.ledger(demo.id)).toEqual({ [ref]: sha('b') });
      expect(await store.runs.list({ limit: 10 })).toHaveLength(4);
    });

    it('remove a deleted ref from the ledger, and take its return for a new event', async () => {
      const { store, repository } = await scene();
      const demo = await repository();
      await store.deliveries.create(push(demo, zeroSha, sha('a')));
      await store.deliveries.create({ ...push(demo, sha('a'), zeroSha), runs: [] });
      expect(await store.deliveries.ledger(demo.id)).toEqual({});
      expect((await store.deliveries.create(push(demo, zeroSha, sha('a')))).created).toBe(true);
    });

    it('may have no runs and still move the ledger', async () => {
      const { store, repository } = await scene();
      const demo = await repository();
      const answer = await store.deliveries.create({ ...push(demo, zeroSha, sha('c')), runs: [] });
      expect(answer).toEqual({ created: true, runIds: [] });
      expect(await store.deliveries.ledger(demo.id)).toEqual({ [ref]: sha('c') });
    });

    it('number the runs of each workflow of each repository from one', async () => {
      const { store, repository } = await scene();
      const [demo, other] = [await repository(), await repository('local/other')];
      const docs = { path: '.github/workflows/docs.yml', name: 'Docs', on: { push: {} }, jobs: [] };
      const runs = [
        { state: sampleRun(demo) },
        { state: sampleRun(demo) },
        { state: sampleRun(demo, { plan: docs }) },
        { state: sampleRun(other) },
      ];
      const { runIds } = await store.deliveries.create({ key: 'many', at: noon, change: null, runs });
      const states = await Promise.all(runIds.map((runId) => store.runs.get(runId)));
      expect(states.map((state) => state?.number)).toEqual([1, 2, 1, 1]);
      expect(states.map((state) => state?.id)).toEqual(runIds);
      expect(new Set(runIds).size).toBe(4);
    });

    it('write nothing at all when one of their runs is refused', async () => {
      const { store, repository } = await scene();
      const demo = await repository();
      const bad = { state: sampleRun({ ...demo, id: '999' }) };
      const delivery = { ...push(demo, zeroSha, sha('a')), runs: [{ state: sampleRun(demo) }, bad] };
      await expect(store.deliveries.create(delivery)).rejects.toMatchObject({ code: 'not_found' });
      expect(await store.deliveries.ledger(demo.id)).toEqual({});
      expect(await store.runs.list({ limit: 10 })).toEqual([]);
      expect((await store.deliveries.create(push(demo, zeroSha, sha('a')))).created).toBe(true);
    });
  });
}
