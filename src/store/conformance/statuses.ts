import { describe, expect, it } from 'vitest';
import type { CommitStatus } from '../../contract/views.ts';
import { noon, sha } from './samples.ts';
import { scenes } from './scene.ts';
import type { OpenTestStore } from './test-store.ts';

function status(state: CommitStatus['state'], changes: Partial<CommitStatus> = {}): CommitStatus {
  const names = { repository: 'local/demo', sha: sha('a'), context: 'CI / build (push)' };
  return { ...names, state, description: '', target: '/runs/1', updatedAt: noon, ...changes };
}

export function statusConformance(open: OpenTestStore): void {
  describe('commit statuses', () => {
    const scene = scenes(open);
    const writing = async () => {
      const here = await scene();
      const runId = await here.run(await here.repository());
      const write = (statuses: CommitStatus[], forge = 'gitea') =>
        here.step(runId, { statuses: statuses.map((one) => ({ status: one, forge })) });
      return { store: here.store, write };
    };

    it('keep the newest state of each context', async () => {
      const { store, write } = await writing();
      const test = status('pending', { context: 'CI / test (push)' });
      await write([status('pending'), test], 'builtin');
      await write([status('success')], 'builtin');
      expect(await store.statuses.list('local/demo', sha('a'))).toEqual([status('success'), test]);
      expect(await store.statuses.list('local/demo', sha('b'))).toEqual([]);
    });

    it('of built-in repositories are sent nowhere', async () => {
      const { store, write } = await writing();
      await write([status('pending')], 'builtin');
      expect(await store.outbox.due(noon, 10)).toEqual([]);
    });

    it('go to their forge oldest first, only the newest of each context', async () => {
      const { store, write } = await writing();
      const other = status('pending', { context: 'other' });
      await write([status('pending'), other]);
      await write([status('success')]);
      const due = await store.outbox.due(noon, 10);
      expect(due.map((entry) => entry.status)).toEqual([other, status('success')]);
      expect(due[0]).toMatchObject({ forge: 'gitea', tries: 0 });
      expect(await store.outbox.due(noon, 1)).toHaveLength(1);
    });

    it('are sent again later after a failure, and no more once delivered', async () => {
      const { store, write } = await writing();
      await write([status('pending')]);
      const [entry] = await store.outbox.due(noon, 10);
      if (entry === undefined) throw new Error('expected an entry');
      await store.outbox.retry(entry.id, noon + 50);
      expect(await store.outbox.due(noon + 49, 10)).toEqual([]);
      expect(await store.outbox.due(noon + 50, 10)).toMatchObject([{ id: entry.id, tries: 1 }]);
      await store.outbox.done(entry.id);
      await store.outbox.done(entry.id);
      expect(await store.outbox.due(noon + 99, 10)).toEqual([]);
    });

    it('that change while the old state is on its way are still sent', async () => {
      const { store, write } = await writing();
      await write([status('pending')]);
      const [old] = await store.outbox.due(noon, 10);
      await write([status('failure')]);
      await store.outbox.done(old?.id ?? '');
      expect((await store.outbox.due(noon, 10)).map((entry) => entry.status.state)).toEqual(['failure']);
    });
  });
}
