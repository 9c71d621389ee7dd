import { describe, expect, it } from 'vitest';
import type { ArtifactRecord, CacheRecord } from '../port/blobs-index.ts';
import { noon } from './samples.ts';
import { scenes } from './scene.ts';
import type { OpenTestStore } from './test-store.ts';

const main = 'refs/heads/main';

export function fileConformance(open: OpenTestStore): void {
  describe('artifacts', () => {
    const scene = scenes(open);
    const artifact = (id: string, runId: string, changes: Partial<ArtifactRecord> = {}): ArtifactRecord => {
      const times = { createdAt: noon, expiresAt: noon + 10 };
      return { id, runId, name: 'logs', size: 3, sha256: 'abc', ...times, ...changes };
    };

    it('are found by id and listed by run and name', async () => {
      const { store, repository, run } = await scene();
      const runId = await run(await repository());
      const [b, a] = [artifact('id-b', runId, { name: 'b' }), artifact('id-a', runId, { name: 'a' })];
      for (const one of [b, a]) expect(await store.artifacts.create(one, false)).toEqual({ replaced: null });
      expect(await store.artifacts.ofRun(runId)).toEqual([a, b]);
      expect(await store.artifacts.get('id-a')).toEqual(a);
      expect(await store.artifacts.get('none')).toBeNull();
      const stray = store.artifacts.create(artifact('x', '999'), false);
      await expect(stray).rejects.toMatchObject({ code: 'not_found' });
    });

    it('keep their name, unless the new one may overwrite', async () => {
      const { store, repository, run } = await scene();
      const runId = await run(await repository());
      const [first, second] = [artifact('one', runId), artifact('two', runId)];
      await store.artifacts.create(first, false);
      await expect(store.artifacts.create(second, false)).rejects.toMatchObject({ code: 'already_exists' });
      expect(await store.artifacts.create(first, false)).toEqual({ replaced: null });
      expect(await store.artifacts.create(second, true)).toEqual({ replaced: first });
      expect(await store.artifacts.ofRun(runId)).toEqual([second]);
    });

    it('are taken away once after their time', async () => {
      const { store, repository, run } = await scene();
      const runId = await run(await repository());
      const due = [1, 2, 3].map((nth) => artifact(`id-${nth}`, runId, { name: `n${nth}`, expiresAt: noon + nth }));
      for (const one of due) await store.artifacts.create(one, false);
      expect(await store.artifacts.takeExpired(noon, 10)).toEqual([]);
      expect(await store.artifacts.takeExpired(noon + 2, 1)).toEqual([due[0]]);
      const taken = await Promise.all([1, 2].map(() => store.artifacts.takeExpired(noon + 2, 10)));
      expect(taken.flat()).toEqual([due[1]]);
      expect(await store.artifacts.ofRun(runId)).toEqual([due[2]]);
    });
  });

  describe('caches', () => {
    const scene = scenes(open);
    const cacheOf =
      (repositoryId: string) =>
      (id: string, changes: Partial<CacheRecord> = {}): CacheRecord => {
        const names = { repositoryId, ref: main, key: `npm-${id}`, version: 'v1' };
        return { id, ...names, size: 10, sha256: 'abc', createdAt: noon, usedAt: noon, ...changes };
      };
    const caching = async () => {
      const here = await scene();
      const { id } = await here.repository();
      const find = async (changes: object) => {
        const query = { repositoryId: id, refs: [main], key: 'none', restoreKeys: [], version: 'v1', at: noon + 1 };
        return (await here.store.caches.find({ ...query, ...changes }))?.id ?? null;
      };
      return { ...here, store: here.store, id, cache: cacheOf(id), find };
    };

    it('do not change once they are made', async () => {
      const { store, cache } = await caching();
      expect(await store.caches.create(cache('one'))).toBe(true);
      expect(await store.caches.create(cache('two', { key: 'npm-one' }))).toBe(false);
      expect(await store.caches.create(cache('three', { key: 'npm-one', ref: 'refs/heads/b' }))).toBe(true);
      expect(await store.caches.create(cache('four', { key: 'npm-one', version: 'v2' }))).toBe(true);
      expect(await store.caches.get('one')).toEqual(cache('one'));
      expect(await store.caches.get('two')).toBeNull();
    });

    it('are found by the exact key before any prefix, by prefix in the order given, newest first', async () => {
      const { store, cache, find } = await caching();
      await store.caches.create(cache('old', { key: 'npm-a', createdAt: noon }));
      await store.caches.create(cache('new', { key: 'npm-b', createdAt: noon + 5 }));
      await store.caches.create(cache('exact', { key: 'npm', createdAt: noon - 5 }));
      await store.caches.create(cache('odd', { key: 'n%_m' }));
      expect(await find({ key: 'npm', restoreKeys: ['npm-'] })).toBe('exact');
      expect(await find({ restoreKeys: ['npm-'] })).toBe('new');
      expect(await find({ restoreKeys: ['npm-a', 'npm-'] })).toBe('old');
      expect(await find({ restoreKeys: ['n%_'] })).toBe('odd');
      expect(await find({ restoreKeys: ['cargo-'] })).toBeNull();
      expect(await find({ key: 'NPM' })).toBeNull();
    });

    it('are seen from their own ref first, then from the others named, and from no other', async () => {
      const { store, cache, find } = await caching();
      const topic = 'refs/heads/topic';
      await store.caches.create(cache('main', { key: 'k' }));
      await store.caches.create(cache('topic', { key: 'k-old', ref: topic }));
      expect(await find({ refs: [topic, main], key: 'k', restoreKeys: ['k-'] })).toBe('topic');
      expect(await find({ refs: [topic, main], key: 'k' })).toBe('main');
      expect(await find({ refs: [main], key: 'k-old' })).toBeNull();
      expect(await find({ refs: [main], key: 'k', version: 'v2' })).toBeNull();
      expect(await find({ refs: [main], key: 'k', repositoryId: '999' })).toBeNull();
    });

    it('make room by least use, and never for nothing', async () => {
      const { store, id, cache, find } = await caching();
      for (const name of ['a', 'b', 'c']) await store.caches.create(cache(name));
      await find({ key: 'npm-a', at: noon + 7 });
      expect((await store.caches.get('a'))?.usedAt).toBe(noon + 7);
      const fitInto = (maxBytes: number) => store.caches.evict(id, { maxBytes, usedBefore: 0 });
      expect(await fitInto(30)).toEqual([]);
      expect((await fitInto(15)).map((one) => one.id)).toEqual(['b', 'c']);
      expect(await find({ key: 'npm-a' })).toBe('a');
      expect(await find({ key: 'npm-b' })).toBeNull();
    });

    it('go when they were not used for long, however small', async () => {
      const { store, id, cache, find } = await caching();
      for (const name of ['a', 'b', 'c']) await store.caches.create(cache(name));
      await find({ key: 'npm-b', at: noon + 7 });
      const unused = async (usedBefore: number) =>
        (await store.caches.evict(id, { maxBytes: 1_000, usedBefore })).map((one) => one.id);
      expect(await unused(noon)).toEqual([]);
      expect(await unused(noon + 7)).toEqual(['a', 'c']);
      expect(await unused(noon + 7)).toEqual([]);
      expect(await unused(noon + 8)).toEqual(['b']);
    });
  });
}
