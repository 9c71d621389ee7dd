import { describe, expect, it } from 'vitest';
import type { ForgeRecord } from '../port/forges.ts';
import { noon } from './samples.ts';
import { scenes } from './scene.ts';
import type { OpenTestStore } from './test-store.ts';

const gitea: ForgeRecord = {
  name: 'gitea',
  kind: 'gitea',
  url: 'http://127.0.0.1:3000',
  credentials: 'sealed',
  createdAt: noon,
};

export function forgeConformance(open: OpenTestStore): void {
  const scene = scenes(open);

  describe('forges', () => {
    it('are found by name, over restarts, with their newest credentials', async () => {
      const { test, store } = await scene();
      await store.forges.create(gitea);
      await store.forges.create({ ...gitea, name: 'another' });
      await store.forges.reseal('gitea', 'sealed anew');
      const again = await test.reopen();
      expect(await again.forges.find('gitea')).toEqual({ ...gitea, credentials: 'sealed anew' });
      expect((await again.forges.list()).map(({ name }) => name)).toEqual(['another', 'gitea']);
      expect(await again.forges.find('none')).toBeNull();
    });

    it('refuse a taken name, and to reseal what is not there', async () => {
      const { store } = await scene();
      await store.forges.create(gitea);
      await expect(store.forges.create(gitea)).rejects.toMatchObject({ code: 'already_exists' });
      await expect(store.forges.reseal('none', 'x')).rejects.toMatchObject({ code: 'not_found' });
    });

    it('stay while a repository lives there, and can then be removed', async () => {
      const { store } = await scene();
      await store.forges.create(gitea);
      const made = { fullName: 'ada/engine', defaultBranch: 'main', forge: 'gitea', createdAt: noon };
      const { id } = await store.repositories.create(made);
      await expect(store.forges.remove('gitea')).rejects.toMatchObject({ code: 'conflict' });
      await store.repositories.delete(id);
      await store.forges.remove('gitea');
      await store.forges.remove('gitea');
      expect(await store.forges.list()).toEqual([]);
    });

    it('keep the webhook of an enabled repository until it is disabled or deleted', async () => {
      const { store, repository } = await scene();
      const { id } = await repository();
      expect(await store.forges.hook(id)).toBeNull();
      await store.forges.setHook(id, '7');
      await store.forges.setHook(id, '8');
      expect(await store.forges.hook(id)).toBe('8');
      await store.forges.setHook(id, null);
      expect(await store.forges.hook(id)).toBeNull();
      await store.forges.setHook(id, '9');
      await store.repositories.delete(id);
      expect(await store.forges.hook(id)).toBeNull();
      await expect(store.forges.setHook('4711', '1')).rejects.toMatchObject({ code: 'not_found' });
    });
  });
}
