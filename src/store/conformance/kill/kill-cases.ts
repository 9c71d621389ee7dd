import { describe, expect, it } from 'vitest';
import type { Store } from '../../port.ts';
import { scenes } from '../scene.ts';
import type { OpenTestStore, TestStore } from '../test-store.ts';
import { type Evidence, nthSha } from './evidence.ts';
import { missingFrom } from './verify.ts';
import { workUntilKilled } from './worker-process.ts';

const rounds = 10;

/** Between 1 and 300 acknowledged operations: some rounds end while the store is being opened, some in full run. */
function randomMoment(): number {
  return 1 + Math.floor(Math.random() ** 2 * 300);
}

/** Real processes on a real store, killed with SIGKILL at random moments; two at a time, as two servers would. */
export function killConformance(open: OpenTestStore): void {
  describe('after kill -9', () => {
    const scene = scenes(open);

    it('every acknowledged operation is found, and nothing is half done', { timeout: 180_000 }, async () => {
      const { test, repository } = await scene();
      const { id } = await repository();
      const told: Evidence[] = [];
      for (let round = 0; round < rounds; round += 1) {
        told.push(...(await killTwoWorkers(test, id, round)));
        const store = await test.reopen();
        expect(await test.check()).toEqual([]);
        expect(await missingFrom(store, id, told)).toEqual([]);
        await replayLastDelivery(store, id, told);
        await reap(store);
        expect(await test.check()).toEqual([]);
      }
      expect(told.filter(({ op }) => op === 'complete').length).toBeGreaterThan(0);
    });
  });
}

async function killTwoWorkers(test: TestStore, repositoryId: string, round: number): Promise<Evidence[]> {
  const orders = ['left', 'right'].map((side) => ({ access: test.access, name: `${side}-${round}`, repositoryId }));
  return (await Promise.all(orders.map((order) => workUntilKilled(order, randomMoment())))).flat();
}

/** The forge never heard our answer and sends the push again: nothing new may come of it. */
async function replayLastDelivery(store: Store, repositoryId: string, told: Evidence[]): Promise<void> {
  const last = told.findLast((one) => one.op === 'deliver');
  if (last === undefined) return;
  const { key, ref, count, runId } = last;
  const change = { repositoryId, ref, before: nthSha(count - 1), after: nthSha(count) };
  const again = await store.deliveries.create({ key, at: Date.now(), change, runs: [] });
  expect(again).toEqual({ created: false, runIds: [runId] });
}

/** What the dead agents held goes back to the queue, for the next round's agents. */
async function reap(store: Store): Promise<void> {
  for (const { jobId, attempt, beat } of await store.leases.list()) {
    const lease = { jobId, attempt, beat, reason: 'its agent was killed', notBefore: 0, at: Date.now() };
    expect(await store.leases.expire(lease)).toBe(true);
  }
  expect(await store.leases.list()).toEqual([]);
}
