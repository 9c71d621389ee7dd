import { describe, expect, it } from 'vitest';
import type { SettingRecord } from '../port/settings.ts';
import { noon } from './samples.ts';
import { scenes } from './scene.ts';
import type { OpenTestStore } from './test-store.ts';

const secret: SettingRecord = {
  kind: 'secret',
  scope: 'owner:ada',
  repositoryId: null,
  name: 'TOKEN',
  value: 'sealed',
  updatedAt: noon,
};

export function settingConformance(open: OpenTestStore): void {
  const scene = scenes(open);

  describe('secrets and variables', () => {
    it('are kept by kind, scope and name, over restarts; the newest value counts', async () => {
      const { test, store } = await scene();
      await store.settings.set(secret);
      await store.settings.set({ ...secret, value: 'sealed anew', updatedAt: noon + 1 });
      await store.settings.set({ ...secret, name: 'ANOTHER' });
      await store.settings.set({ ...secret, kind: 'variable', value: 'open' });
      await store.settings.set({ ...secret, scope: 'owner:grace' });
      const again = await test.reopen();
      expect(await again.settings.list(secret)).toEqual([
        { ...secret, name: 'ANOTHER' },
        { ...secret, value: 'sealed anew', updatedAt: noon + 1 },
      ]);
      expect(await again.settings.list({ ...secret, kind: 'variable' })).toMatchObject([{ value: 'open' }]);
      expect(await again.settings.secrets()).toHaveLength(3);
    });

    it('are deleted once', async () => {
      const { store } = await scene();
      await store.settings.set(secret);
      expect(await store.settings.delete(secret)).toBe(true);
      expect(await store.settings.delete(secret)).toBe(false);
      expect(await store.settings.list(secret)).toEqual([]);
    });

    it('go with their repository; those of its owner stay', async () => {
      const { store, repository } = await scene();
      const { id } = await repository('ada/engine');
      await store.settings.set(secret);
      await store.settings.set({ ...secret, scope: `repository:${id}`, repositoryId: id });
      await store.repositories.delete(id);
      expect(await store.settings.secrets()).toEqual([secret]);
      const late = { ...secret, scope: `repository:${id}`, repositoryId: id };
      await expect(store.settings.set(late)).rejects.toMatchObject({ code: 'not_found' });
    });

    it('are sealed anew only while they hold what was read', async () => {
      const { store } = await scene();
      await store.settings.set(secret);
      expect(await store.settings.reseal(secret, 'under the new key')).toBe(true);
      expect(await store.settings.reseal(secret, 'from an old reading')).toBe(false);
      expect(await store.settings.list(secret)).toMatchObject([{ value: 'under the new key', updatedAt: noon }]);
    });
  });
}
