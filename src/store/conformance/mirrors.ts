import { describe, expect, it } from 'vitest';
import type { MirrorRecord } from '../port/mirrors.ts';
import { noon } from './samples.ts';
import { scenes } from './scene.ts';
import type { OpenTestStore } from './test-store.ts';

const sample = (repositoryId: string): MirrorRecord => ({
  repositoryId,
  url: 'https://git.example.org/ada/engine.git',
  credentials: 'sealed',
  intervalSeconds: 300,
  allowPrivate: false,
  statuses: null,
  createdAt: noon,
  lastSyncAt: null,
  lastTryAt: null,
  failure: null,
  nextSyncAt: noon,
});

export function mirrorConformance(open: OpenTestStore): void {
  const scene = scenes(open);

  describe('mirrors', () => {
    it('are kept over restarts, one a repository, and go with it', async () => {
      const { test, store, repository } = await scene();
      const { id } = await repository('ada/engine');
      const statuses = { api: 'https://api.example.org', repository: 'ada/engine' };
      await store.mirrors.create({ ...sample(id), statuses });
      await expect(store.mirrors.create(sample(id))).rejects.toMatchObject({ code: 'already_exists' });
      const again = await test.reopen();
      expect(await again.mirrors.get(id)).toEqual({ ...sample(id), statuses });
      expect(await again.mirrors.list()).toHaveLength(1);
      await again.repositories.delete(id);
      expect(await again.mirrors.get(id)).toBeNull();
      await expect(again.mirrors.create(sample(id))).rejects.toMatchObject({ code: 'not_found' });
    });

    it('are due by their time, or at once when somebody asks', async () => {
      const { store, repository } = await scene();
      const [one, two] = [await repository('a/one'), await repository('a/two')];
      await store.mirrors.create({ ...sample(one.id), nextSyncAt: noon + 10 });
      await store.mirrors.create({ ...sample(two.id), nextSyncAt: noon + 20 });
      const dueAt = async (at: number) => (await store.mirrors.due(at)).map(({ repositoryId }) => repositoryId);
      expect(await dueAt(noon + 9)).toEqual([]);
      expect(await dueAt(noon + 20)).toEqual([one.id, two.id]);
      await store.mirrors.requestSync(two.id, noon);
      await store.mirrors.requestSync(one.id, noon + 15);
      expect(await dueAt(noon + 10)).toEqual([two.id, one.id]);
    });

    it('remember their last success and their last failure', async () => {
      const { store, repository } = await scene();
      const { id } = await repository('ada/engine');
      await store.mirrors.create(sample(id));
      await store.mirrors.synced(id, { at: noon + 1, failure: null, nextSyncAt: noon + 300 });
      await store.mirrors.synced(id, { at: noon + 2, failure: 'away', nextSyncAt: noon + 600 });
      const times = { lastSyncAt: noon + 1, lastTryAt: noon + 2, nextSyncAt: noon + 600 };
      expect(await store.mirrors.get(id)).toEqual({ ...sample(id), ...times, failure: 'away' });
      await store.mirrors.synced(id, { at: noon + 3, failure: null, nextSyncAt: noon + 900 });
      expect(await store.mirrors.get(id)).toMatchObject({ failure: null, lastSyncAt: noon + 3 });
    });

    it('are removed once, and sealed anew only while they hold what was read', async () => {
      const { store, repository } = await scene();
      const { id } = await repository('ada/engine');
      await store.mirrors.create(sample(id));
      expect(await store.mirrors.reseal(sample(id), 'anew')).toBe(true);
      expect(await store.mirrors.reseal(sample(id), 'late')).toBe(false);
      expect(await store.mirrors.get(id)).toMatchObject({ credentials: 'anew' });
      expect(await store.mirrors.remove(id)).toBe(true);
      expect(await store.mirrors.remove(id)).toBe(false);
      await store.mirrors.synced(id, { at: noon, failure: null, nextSyncAt: noon });
      expect(await store.mirrors.list()).toEqual([]);
    });
  });
}
