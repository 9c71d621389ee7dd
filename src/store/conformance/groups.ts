import { describe, expect, it } from 'vitest';
import type { GroupRecord } from '../port/runs.ts';
import { scenes } from './scene.ts';
import type { OpenTestStore } from './test-store.ts';

const key = '1:deploy';

function heldBy(runId: string | null): GroupRecord {
  return { key, version: 0, holder: runId === null ? null : { runId, jobId: null }, pending: null, freeAt: 0 };
}

export function groupConformance(open: OpenTestStore): void {
  describe('concurrency groups', () => {
    const scene = scenes(open);

    it('are empty with version 0 before anybody asks', async () => {
      const { store } = await scene();
      expect(await store.runs.group(key)).toEqual(heldBy(null));
    });

    it('are written with the commit of a run, under a new version', async () => {
      const { store, repository, run, step } = await scene();
      const runId = await run(await repository());
      const next = { ...heldBy(runId), pending: { runId, jobId: 'x' }, freeAt: 7 };
      expect(await step(runId, { groups: [{ expectedVersion: 0, next }] })).toBe(true);
      const stored = await store.runs.group(key);
      expect(stored).toEqual({ ...next, version: stored.version });
      expect(stored.version).toBeGreaterThan(0);
    });

    it('refuse the whole commit when one of them has moved on', async () => {
      const { store, repository, run, step } = await scene();
      const runId = await run(await repository());
      await step(runId, { groups: [{ expectedVersion: 0, next: heldBy(runId) }] });
      const state = await store.runs.get(runId);
      if (state === null) throw new Error('expected the run');
      const other = { ...heldBy('other'), key: '1:other' };
      const groups = [
        { expectedVersion: 0, next: other },
        { expectedVersion: 0, next: heldBy('late') },
      ];
      expect(await step(runId, { state: { ...state, title: 'changed' }, groups })).toBe(false);
      expect((await store.runs.get(runId))?.title).toBe(state.title);
      expect((await store.runs.group('1:other')).holder).toBeNull();
      expect((await store.runs.group(key)).holder?.runId).toBe(runId);
    });

    it('never show an old version again after they were empty', async () => {
      const { store, repository, run, step } = await scene();
      const runId = await run(await repository());
      const seen = new Set<number>();
      for (let round = 0; round < 3; round += 1) {
        const free = await store.runs.group(key);
        expect(await step(runId, { groups: [{ expectedVersion: free.version, next: heldBy(runId) }] })).toBe(true);
        const taken = await store.runs.group(key);
        seen.add(taken.version);
        expect(await step(runId, { groups: [{ expectedVersion: taken.version, next: heldBy(null) }] })).toBe(true);
      }
      expect(seen.size).toBe(3);
    });

    it('have one winner when two runs ask at once', async () => {
      const { store, repository, run, step } = await scene();
      const demo = await repository();
      const [a, b] = [await run(demo), await run(demo)];
      const answers = await Promise.all(
        [a, b].map((runId) => step(runId, { groups: [{ expectedVersion: 0, next: heldBy(runId) }] })),
      );
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect((await store.runs.group(key)).holder?.runId).toBe(answers[0] ? a : b);
    });

    it('are forgotten once nobody has them, waits for them or is kept back', async () => {
      const { store, repository, run, step } = await scene();
      const runId = await run(await repository());
      const fenced = { ...heldBy(null), freeAt: 7 };
      const held = { ...heldBy(runId), key: '1:held', freeAt: 7 };
      const groups = [fenced, held].map((next) => ({ expectedVersion: 0, next }));
      await step(runId, { groups });
      const { version } = await store.runs.group(key);
      expect(await store.runs.forgetGroups(6)).toBe(0);
      expect(await store.runs.forgetGroups(7)).toBe(1);
      expect(await store.runs.group(key)).toEqual(heldBy(null));
      expect((await store.runs.group('1:held')).holder).toEqual(held.holder);
      expect(await step(runId, { groups: [{ expectedVersion: version, next: fenced }] })).toBe(false);
    });
  });
}
