import { describe, expect, it } from 'vitest';
import { noon, sampleResult } from './samples.ts';
import { type Scene, scenes } from './scene.ts';
import type { OpenTestStore } from './test-store.ts';

/** Claims until nothing is left; answers the keys in the order they came. */
async function drain({ claim }: Scene, agentClass = 'default', at = noon): Promise<string[]> {
  const keys: string[] = [];
  for (let next = await claim({ agentClass }, at); next !== null; next = await claim({ agentClass }, at)) {
    keys.push(next.key);
  }
  return keys;
}

export function queueOrderConformance(open: OpenTestStore): void {
  describe('the queue', () => {
    const scene = scenes(open);

    it('gives nothing when nothing waits', async () => {
      const { claim } = await scene();
      expect(await claim()).toBeNull();
    });

    it('gives and counts jobs only, whatever keeps agents warm', async () => {
      const here = await scene();
      await here.store.queue.keepWarm('default', 2);
      expect(await here.claim()).toBeNull();
      expect(await here.store.queue.stats(noon)).toEqual([]);
      await here.jobs(await here.repository(), [{ key: 'one', at: noon }]);
      expect(await here.store.queue.stats(noon)).toMatchObject([{ agentClass: 'default', waiting: 1 }]);
      expect(await drain(here)).toEqual(['one']);
    });

    it('gives the oldest first, and equals in the order they were queued', async () => {
      const here = await scene();
      const demo = await here.repository();
      await here.jobs(demo, [
        { key: 'late', at: noon + 5 },
        { key: 'x', at: noon },
        { key: 'a', at: noon },
        { key: 'early', at: noon - 5 },
      ]);
      expect(await drain(here)).toEqual(['early', 'x', 'a', 'late']);
    });

    it('gives higher priority first, whatever the age', async () => {
      const here = await scene();
      const demo = await here.repository();
      await here.jobs(demo, [
        { key: 'low', priority: -1, at: noon - 9 },
        { key: 'normal', at: noon - 5 },
        { key: 'high', priority: 10, at: noon },
      ]);
      expect(await drain(here)).toEqual(['high', 'normal', 'low']);
    });

    it('gives a job to its own class only', async () => {
      const here = await scene();
      await here.jobs(await here.repository(), ['a', { key: 'b', agentClass: 'gpu' }]);
      expect(await drain(here, 'gpu')).toEqual(['b']);
      expect(await drain(here)).toEqual(['a']);
    });

    it('shares agents fairly: the repository with fewer running jobs comes first', async () => {
      const here = await scene();
      const [busy, small] = [await here.repository('local/busy'), await here.repository('local/small')];
      await here.jobs(
        busy,
        ['b1', 'b2', 'b3', 'b4'].map((key) => ({ key, at: noon - 100 })),
      );
      await here.jobs(small, ['s1', 's2']);
      expect(await drain(here)).toEqual(['b1', 's1', 'b2', 's2', 'b3', 'b4']);
    });

    it('counts a job of a repository in any class, until it ends', async () => {
      const here = await scene();
      const [busy, small] = [await here.repository('local/busy'), await here.repository('local/small')];
      await here.jobs(busy, [{ key: 'gpu', agentClass: 'gpu' }]);
      const running = await here.hold({ agentClass: 'gpu' });
      await here.jobs(busy, [{ key: 'b1', at: noon - 10 }]);
      await here.jobs(small, ['s1', 's2']);
      expect((await here.hold()).key).toBe('s1');
      await here.store.leases.complete({ ...running, lineCount: 0, result: sampleResult(), at: noon });
      expect(await drain(here)).toEqual(['b1', 's2']);
    });

    it('holds a job back until its moment, and then gives it its old place', async () => {
      const here = await scene();
      const demo = await here.repository();
      await here.jobs(demo, [
        { key: 'fenced', at: noon, notBefore: noon + 100 },
        { key: 'b', at: noon + 1 },
      ]);
      expect((await here.hold({}, noon + 99)).key).toBe('b');
      expect(await here.claim({}, noon + 99)).toBeNull();
      await here.jobs(demo, [{ key: 'c', at: noon + 2 }]);
      expect(await drain(here, 'default', noon + 100)).toEqual(['fenced', 'c']);
    });

    it('says how many claims come before a job', async () => {
      const here = await scene();
      const repositories = await Promise.all(['local/a', 'local/b', 'local/c'].map((name) => here.repository(name)));
      const priorities = [0, 0, 5, 0, -1, 5, 0];
      const keyOf = new Map<string, string>();
      for (const [index, repository] of repositories.entries()) {
        const wishes = priorities.slice(index).map((priority, nth) => ({
          key: `${index}-${nth}`,
          priority,
          at: noon + ((nth * 7 + index * 3) % 5),
        }));
        const { jobIds } = await here.jobs(repository, wishes);
        for (const [nth, jobId] of jobIds.entries()) keyOf.set(jobId, wishes[nth]?.key ?? '');
      }
      await here.hold();
      await here.hold();
      const predicted: string[] = [];
      for (const [jobId, key] of keyOf) {
        const position = await here.store.queue.position(jobId);
        if (position !== null) predicted[position] = key;
      }
      expect(predicted).toEqual(await drain(here));
      expect(await here.store.queue.position('1-000000000000')).toBeNull();
    });

    it('counts waiting and running jobs by class', async () => {
      const here = await scene();
      const demo = await here.repository();
      expect(await here.store.queue.stats(noon)).toEqual([]);
      await here.jobs(demo, [
        { key: 'a', at: noon },
        { key: 'b', at: noon - 7, priority: -1 },
        { key: 'c', agentClass: 'gpu' },
      ]);
      const gpu = { agentClass: 'gpu', waiting: 0, running: 1, oldestWaitingSince: null };
      await here.hold({ agentClass: 'gpu' });
      expect(await here.store.queue.stats(noon)).toEqual([
        { agentClass: 'default', waiting: 2, running: 0, oldestWaitingSince: noon - 7 },
        gpu,
      ]);
      await here.hold();
      expect(await here.store.queue.stats(noon)).toEqual([
        { agentClass: 'default', waiting: 1, running: 1, oldestWaitingSince: noon - 7 },
        gpu,
      ]);
    });

    it('keeps everything over a restart', async () => {
      const here = await scene();
      await here.jobs(await here.repository(), ['a', 'b', { key: 'c', priority: 1 }]);
      await here.hold();
      await here.test.reopen();
      expect(await here.store.leases.list()).toHaveLength(1);
      expect(await drain(here)).toEqual(['a', 'b']);
    });
  });
}
