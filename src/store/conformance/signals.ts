import { describe, expect, it } from 'vitest';
import type { Topic } from '../port/signals.ts';
import type { Store } from '../port.ts';
import { noon, sampleResult, sampleRun, sampleStep } from './samples.ts';
import { scenes } from './scene.ts';
import type { OpenTestStore } from './test-store.ts';

/** Collects wake-ups; `heard` waits for all topics named since the last call. */
function ears(store: Store, topics: Topic[]) {
  let seen = new Set<Topic>();
  let wake = () => {};
  const ends = topics.map((topic) =>
    store.signals.subscribe(topic, () => {
      seen.add(topic);
      wake();
    }),
  );
  const heard = async (...expected: Topic[]): Promise<void> => {
    while (!expected.every((topic) => seen.has(topic))) await new Promise<void>((resolve) => (wake = resolve));
    seen = new Set();
  };
  const end = (): void => {
    for (const endOne of ends) endOne();
  };
  return { heard, end };
}

export function signalConformance(open: OpenTestStore): void {
  describe('signals', () => {
    const scene = scenes(open);

    it('wake everybody concerned after each change', async () => {
      const here = await scene();
      const { store } = here;
      const demo = await here.repository();
      const runId = await here.run(demo);
      const jobId = (await here.enqueue(demo, runId, ['build']))[0] ?? '';
      const held = await here.hold();
      const ofJob: Topic[] = [`log:${jobId}`, `cancel:${jobId}`];
      const topics: Topic[] = ['queue:default', 'dirty', 'runs', 'outbox', `run:${runId}`, ...ofJob];
      const { heard, end } = ears(store, topics);

      await store.leases.heartbeat({ ...held, started: false, steps: [sampleStep()], at: noon });
      await heard(`run:${runId}`);
      await store.leases.advanceLog({ ...held, from: 0, to: 1 });
      await heard(`log:${jobId}`);
      await store.leases.release({ ...held, reason: 'x', at: noon });
      await heard('queue:default', 'dirty', `run:${runId}`, `log:${jobId}`);
      const lost = await here.hold();
      await heard('dirty', `run:${runId}`, 'runs');
      await here.step(runId, { cancel: [{ jobId: 'unknown', reason: 'x' }] });
      await heard(`run:${runId}`);
      const beaten = { jobId, attempt: lost.attempt, beat: 0, reason: 'gone', notBefore: 0, at: noon };
      await store.leases.expire(beaten);
      await heard(`cancel:${jobId}`);
      const again = await here.hold();
      await here.step(runId, { cancel: [{ jobId, reason: 'not wanted' }] });
      await heard('dirty', `run:${runId}`, 'runs', `cancel:${jobId}`);
      await store.leases.complete({ ...again, lineCount: 0, result: sampleResult(), at: noon });
      await heard('dirty', `run:${runId}`, 'runs', `log:${jobId}`);
      await store.runs.post(runId, { type: 'cancel', by: 'ada' });
      await heard('dirty');
      await here.enqueue(demo, runId, ['build']);
      await heard('queue:default', `run:${runId}`, 'runs');
      await store.deliveries.create({ key: 'k', at: noon, change: null, runs: [{ state: sampleRun(demo) }] });
      await heard('dirty', 'runs');
      const names = { repository: 'local/demo', sha: 'a', context: 'c', target: '/', description: '' };
      const status = { ...names, state: 'success' as const, updatedAt: noon };
      await here.step(runId, { statuses: [{ status, forge: 'gitea' }] });
      await heard('outbox', `run:${runId}`);
      end();
    });

    it('come when what they tell of can be read', async () => {
      const { store, repository } = await scene();
      const demo = await repository();
      const seen = new Promise<string[]>((resolve) =>
        store.signals.subscribe('dirty', () => resolve(store.runs.dirty(5))),
      );
      const { runIds } = await store.deliveries.create({
        key: 'k',
        at: noon,
        change: null,
        runs: [{ state: sampleRun(demo) }],
      });
      expect(await seen).toEqual(runIds);
    });

    it('reach every listener of a topic until it ends', async () => {
      const { store } = await scene();
      const calls: string[] = [];
      const both = new Promise<void>((resolve) => {
        store.signals.subscribe('runs', () => calls.push('a'));
        store.signals.subscribe('runs', () => resolve());
      });
      store.signals.publish('runs');
      await both;
      const end = store.signals.subscribe('outbox', () => calls.push('never'));
      end();
      end();
      const heard = new Promise<void>((resolve) => store.signals.subscribe('outbox', resolve));
      store.signals.publish('outbox');
      await heard;
      expect(calls).toEqual(['a']);
    });
  });
}
