import { describe, expect, it } from 'vitest';
import { noon, sampleAgent, sampleResult } from './samples.ts';
import { type Held, newHash, type Scene, scenes } from './scene.ts';
import type { OpenTestStore } from './test-store.ts';

/** The classes that ask, in the order of their calls. */
const askers = ['default', 'default', 'gpu', 'default', 'gpu', 'default', 'default', 'default', 'gpu', 'default'];

/** Two classes, three repositories, of which one has a running job: all that the order depends on. */
async function crowd({ repository, jobs, hold }: Scene): Promise<void> {
  const names = ['local/a', 'local/b', 'local/c'];
  const [a, b, c] = [await repository(names[0]), await repository(names[1]), await repository(names[2])];
  await jobs(a, [{ key: 'first', at: noon - 100 }]);
  await hold();
  await jobs(a, ['a1', 'a2', { key: 'a3', agentClass: 'gpu' }, 'a4']);
  await jobs(b, [{ key: 'b1', at: noon + 1 }, { key: 'b2', agentClass: 'gpu' }, 'b3']);
  await jobs(c, [
    { key: 'c1', at: noon - 5, agentClass: 'gpu' },
    { key: 'c2', priority: 5 },
    { key: 'c3', at: noon - 9 },
    { key: 'c4', notBefore: noon + 1000 },
  ]);
}

/** Drivers may do calls together that are made in one turn of the event loop. Nobody may notice. */
export function atOnceConformance(open: OpenTestStore): void {
  describe('calls made at once', () => {
    const scene = scenes(open);

    it('are answered as if they came one after the other', async () => {
      const inTurn: (string | undefined)[] = [];
      const here = await scene();
      await crowd(here);
      for (const agentClass of askers) inTurn.push((await here.claim({ agentClass }))?.key);
      const there = await scene();
      await crowd(there);
      const together = await Promise.all(askers.map((agentClass) => there.claim({ agentClass })));
      expect(together.map((claimed) => claimed?.key)).toEqual(inTurn);
      expect(inTurn.filter((key) => key === undefined)).toHaveLength(0);
    });

    it('leave the shares, lanes and tokens that the next claims need', async () => {
      const here = await scene();
      await crowd(here);
      const first = await Promise.all(askers.slice(0, 6).map((agentClass) => here.claim({ agentClass })));
      await Promise.all(first.map((held) => complete(here, held)));
      const rest = await Promise.all(
        ['default', 'default', 'default', 'gpu'].map((one) => here.claim({ agentClass: one })),
      );
      expect(new Set([...first, ...rest].map((held) => held?.jobId)).size).toBe(10);
      expect(await here.claim()).toBeNull();
      expect(await here.claim({}, noon + 1000)).toMatchObject({ key: 'c4' });
    });

    it('give one job to a claim that is sent twice', async () => {
      const here = await scene();
      await here.jobs(await here.repository(), ['one', 'two']);
      const agent = sampleAgent();
      const ask = () => ({ agent, claimId: 'twice', leaseTokenHash: newHash(), jobTokenHash: newHash(), at: noon });
      const [first, second] = [ask(), ask()];
      const answers = await Promise.all([here.store.queue.claim(first), here.store.queue.claim(second)]);
      expect(answers.map((answer) => [answer?.spec.key, answer?.attempt])).toEqual([
        ['one', 1],
        ['one', 1],
      ]);
      expect(await here.store.leases.byLeaseToken(first.leaseTokenHash)).toBeNull();
      expect(await here.store.leases.byLeaseToken(second.leaseTokenHash)).toMatchObject({ attempt: 1 });
    });

    it('are refused one by one', async () => {
      const here = await scene();
      const { runId } = await here.jobs(await here.repository(), ['one', 'two', 'three']);
      const [one, two, three] = [await here.hold(), await here.hold(), await here.hold()];
      const answers = await Promise.allSettled([
        complete(here, one),
        complete(here, { ...two, leaseTokenHash: newHash() }),
        complete(here, one),
        complete(here, three, 5),
      ]);
      expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
      const events = (await here.events(runId)).filter(({ type }) => type === 'job_completed');
      expect(events).toMatchObject([{ jobId: one.jobId }]);
      expect(await here.store.leases.list()).toHaveLength(2);
    });
  });
}

async function complete({ store }: Scene, held: Held | null, lineCount = 0): Promise<void> {
  if (held === null) throw new Error('expected a job');
  const { jobId, attempt, leaseTokenHash } = held;
  await store.leases.complete({ jobId, attempt, leaseTokenHash, lineCount, result: sampleResult(), at: noon });
}
