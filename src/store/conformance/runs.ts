import { describe, expect, it } from 'vitest';
import { emptyCommit, noon, sampleJob, sampleRun, sha } from './samples.ts';
import { scenes } from './scene.ts';
import type { OpenTestStore } from './test-store.ts';

export function runConformance(open: OpenTestStore): void {
  describe('runs', () => {
    const scene = scenes(open);

    it('come back exactly as they were written, also after a restart', async () => {
      const { test, store, repository, run, step } = await scene();
      const demo = await repository();
      const runId = await run(demo);
      const state = { ...sampleRun(demo), id: runId, number: 1 };
      expect(await store.runs.get(runId)).toEqual(state);
      const next = { ...state, status: 'in_progress' as const, jobs: [sampleJob(runId, 'a'), sampleJob(runId, 'b')] };
      expect(await step(runId, { state: next })).toBe(true);
      expect(await (await test.reopen()).runs.get(runId)).toEqual(next);
    });

    it('may gain and lose jobs, and change inputs and variables with a rerun', async () => {
      const { store, repository, run, step } = await scene();
      const runId = await run(await repository());
      const state = await store.runs.get(runId);
      if (state === null) throw new Error('expected the run');
      await step(runId, { state: { ...state, jobs: ['a', 'b', 'c'].map((key) => sampleJob(runId, key)) } });
      const next = { ...state, jobs: [sampleJob(runId, 'a', { attempt: 2 })], vars: { REGION: 'south' }, attempt: 2 };
      await step(runId, { state: next });
      expect(await store.runs.get(runId)).toEqual(next);
    });

    it('keep the workflows that their jobs have called, which no list shows', async () => {
      const { store, repository, run, step } = await scene();
      const runId = await run(await repository());
      const state = await store.runs.get(runId);
      if (state === null) throw new Error('expected the run');
      const passed = { values: { key: { $expr: 'secrets.KEY' } }, contexts: { inputs: { to: 'x' } }, file: 'ci.yml' };
      const call = { workflow: 'b.yml', name: 'a', inputs: { to: 'x' }, secrets: [passed], permissions: {} };
      const jobs = [sampleJob(runId, 'a', { callId: 'a' }), sampleJob(runId, 'a/b')];
      const next = { ...state, jobs, calls: { a: { ...call, jobId: jobs[0]?.id ?? '' } } };
      expect(await step(runId, { state: next })).toBe(true);
      expect(await store.runs.get(runId)).toEqual(next);
      expect((await store.runs.list({ limit: 1 }))[0]).not.toHaveProperty('calls');
      await step(runId, { state });
      expect(await store.runs.get(runId)).toEqual(state);
    });

    it('are unknown by any other id', async () => {
      const { store, repository, run } = await scene();
      await run(await repository());
      for (const id of ['99', '', '01', '1 ', '1e0', '../1', '-1']) {
        expect(await store.runs.get(id)).toBeNull();
        expect(await store.runs.load(id)).toBeNull();
        await expect(store.runs.post(id, { type: 'start' })).rejects.toMatchObject({ code: 'not_found' });
      }
    });

    it('refuse a commit against an old version, and then change nothing', async () => {
      const { store, repository, run, events } = await scene();
      const demo = await repository();
      const runId = await run(demo);
      const loaded = await store.runs.load(runId);
      if (loaded === null) throw new Error('expected the run');
      const first = emptyCommit(runId, loaded.version, { ...loaded.state, title: 'first' });
      expect(await store.runs.commit(first)).toBe(true);
      const second = {
        ...first,
        state: { ...loaded.state, title: 'second' },
        post: [{ runId, event: { type: 'start' as const } }],
      };
      expect(await store.runs.commit(second)).toBe(false);
      expect((await store.runs.get(runId))?.title).toBe('first');
      expect(await events(runId)).toEqual([]);
    });

    it('let one of many concurrent commits win', async () => {
      const { store, repository, run } = await scene();
      const runId = await run(await repository());
      const loaded = await store.runs.load(runId);
      if (loaded === null) throw new Error('expected the run');
      const commit = emptyCommit(runId, loaded.version, loaded.state);
      const answers = await Promise.all(Array.from({ length: 10 }, () => store.runs.commit(commit)));
      expect(answers.filter(Boolean)).toHaveLength(1);
    });

    it('keep events in order until they are consumed, also those that come meanwhile', async () => {
      const { store, repository, run, events } = await scene();
      const runId = await run(await repository());
      await store.runs.post(runId, { type: 'cancel', by: 'ada' });
      await store.runs.post(runId, { type: 'cancel', by: 'bob' });
      const loaded = await store.runs.load(runId);
      if (loaded === null) throw new Error('expected the run');
      await store.runs.post(runId, { type: 'cancel', by: 'cyd' });
      const consumed = loaded.events.map(({ seq }) => seq);
      expect(await store.runs.commit({ ...emptyCommit(runId, loaded.version, loaded.state), consumed })).toBe(true);
      expect(await events(runId)).toEqual([{ type: 'cancel', by: 'cyd' }]);
    });

    it('are dirty while an event waits, oldest first and within the limit', async () => {
      const { store, repository, run, step } = await scene();
      const demo = await repository();
      const [a, b, c] = [await run(demo), await run(demo), await run(demo)];
      expect(await store.runs.dirty(10)).toEqual([]);
      for (const runId of [c, a, c, b]) await store.runs.post(runId, { type: 'cancel', by: 'ada' });
      expect(await store.runs.dirty(10)).toEqual([c, a, b]);
      expect(await store.runs.dirty(2)).toEqual([c, a]);
      await step(c);
      expect(await store.runs.dirty(10)).toEqual([a, b]);
    });

    it('are listed newest first, by any filter, page by page', async () => {
      const { store, repository, run, step } = await scene();
      const [demo, other] = [await repository(), await repository('local/other')];
      const ids: string[] = [];
      for (let count = 0; count < 12; count += 1) ids.push(await run(count % 2 === 0 ? demo : other));
      const trigger = {
        ...sampleRun(demo).trigger,
        ref: 'refs/heads/topic',
        sha: sha('b'),
        event: 'schedule' as const,
      };
      const special = await run(demo, { trigger, plan: { ...sampleRun(demo).plan, path: 'special.yml' } });
      const state = await store.runs.get(special);
      if (state === null) throw new Error('expected the run');
      await step(special, { state: { ...state, status: 'completed', conclusion: 'success', completedAt: noon } });
      const listed = async (filter: object) => (await store.runs.list({ limit: 100, ...filter })).map(({ id }) => id);

      expect(await listed({})).toEqual([special, ...ids.toReversed()]);
      expect(await listed({ repositoryId: other.id, limit: 2 })).toEqual([ids[11], ids[9]]);
      expect(await listed({ repositoryId: other.id, before: ids[9], limit: 2 })).toEqual([ids[7], ids[5]]);
      for (const filter of [
        { ref: 'refs/heads/topic' },
        { sha: sha('b') },
        { event: 'schedule' },
        { workflow: 'special.yml' },
        { status: 'completed' },
      ]) {
        expect(await listed(filter)).toEqual([special]);
        expect(await listed({ ...filter, repositoryId: other.id })).toEqual([]);
      }
      expect(await listed({ status: 'queued' })).toEqual(ids.toReversed());
      expect(await listed({ repositoryId: 'nonsense' })).toEqual([]);
    });

    it('show headers without plan, jobs, variables and payload', async () => {
      const { store, repository, run } = await scene();
      const demo = await repository();
      const id = await run(demo);
      const { plan, jobs: _, vars: __, inputs: ___, trigger, ...rest } = sampleRun(demo);
      const { payload: ____, ...source } = trigger;
      const workflow = { name: plan.name, path: plan.path };
      expect(await store.runs.list({ limit: 1 })).toEqual([{ ...rest, id, number: 1, workflow, trigger: source }]);
    });

    it('pass events to other runs, and over runs that are gone', async () => {
      const { store, repository, run, step, events } = await scene();
      const demo = await repository();
      const [from, to] = [await run(demo), await run(demo)];
      const event = { type: 'group_acquired' as const, group: 'deploy', jobId: null };
      const post = [to, '424242'].map((runId) => ({ runId, event }));
      expect(await step(from, { post })).toBe(true);
      expect(await events(to)).toEqual([event]);
      expect(await store.runs.dirty(5)).toEqual([to]);
    });
  });
}
