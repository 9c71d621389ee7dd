import { describe, expect, it } from 'vitest';
import { SimulatedRun, workflow } from './testing/simulated-run.ts';

const grouped = workflow(
  { a: '', b: 'needs: a' },
  'concurrency: { group: "deploy-${{ github.ref }}", cancel-in-progress: true }',
);
const group = 'deploy-refs/heads/main';

describe('a concurrency group of the run', () => {
  it('is asked for before any job starts', async () => {
    const run = await SimulatedRun.begin(grouped);
    expect(run.all('acquire_group')).toEqual([{ type: 'acquire_group', group, jobId: null, cancelInProgress: true }]);
    expect(run.state).toMatchObject({ status: 'waiting', waitingFor: { kind: 'concurrency', group } });
    expect(run.all('enqueue')).toEqual([]);
    run.send({ type: 'group_acquired', group, jobId: null });
    expect(run.table).toEqual({ a: 'queued', b: 'waiting' });
  });

  it('is released once, at the end', async () => {
    const run = await SimulatedRun.begin(grouped);
    run.send({ type: 'group_acquired', group, jobId: null });
    run.succeed('a');
    expect(run.all('release_group')).toEqual([]);
    run.succeed('b');
    expect(run.all('release_group')).toEqual([{ type: 'release_group', group, jobId: null }]);
  });

  it('cancels the run when a newer one takes its place in the line', async () => {
    const run = await SimulatedRun.begin(grouped);
    run.send({ type: 'group_superseded', group, jobId: null, by: 'run 9' });
    expect(run.table).toEqual({ a: 'cancelled', b: 'cancelled' });
    expect(run.state.conclusion).toBe('cancelled');
    expect(run.job('a').reason).toBe(`run 9 took its place in the concurrency group ${group}`);
    expect(run.all('release_group')).toHaveLength(1);
  });

  it('cancels the running run under cancel-in-progress', async () => {
    const run = await SimulatedRun.begin(grouped);
    run.send({ type: 'group_acquired', group: group.toUpperCase(), jobId: null });
    run.start('a');
    run.send({ type: 'group_superseded', group, jobId: null, by: 'run 9' });
    expect(run.all('cancel_attempt')).toHaveLength(1);
    run.end('a', 'cancelled');
    expect(run.state.conclusion).toBe('cancelled');
  });

  it('cancelled while waiting, gives its place back; a late answer changes nothing', async () => {
    const run = await SimulatedRun.begin(grouped);
    run.send({ type: 'cancel', by: 'mona' });
    expect(run.state.conclusion).toBe('cancelled');
    expect(run.all('release_group')).toHaveLength(1);
    expect(run.send({ type: 'group_acquired', group, jobId: null })).toEqual([]);
  });

  it('is asked for again by a rerun', async () => {
    const run = await SimulatedRun.begin(grouped);
    run.send({ type: 'group_acquired', group, jobId: null });
    run.fail('a');
    run.send({ type: 'rerun', only: 'failed', by: 'mona' });
    expect(run.state.status).toBe('waiting');
    expect(run.all('acquire_group')).toHaveLength(2);
    run.send({ type: 'group_acquired', group, jobId: null });
    expect(run.table).toEqual({ a: 'queued', b: 'waiting' });
  });

  it('with an empty name is none', async () => {
    const run = await SimulatedRun.begin(workflow({ a: '' }, 'concurrency: ${{ github.head_ref }}'));
    expect(run.table).toEqual({ a: 'queued' });
  });
});

describe('a concurrency group of a job', () => {
  const text = workflow({ a: 'concurrency: { group: "db-${{ matrix.n }}" }\nstrategy: { matrix: { n: [1, 2] } }' });

  it('holds that job only', async () => {
    const run = await SimulatedRun.begin(text);
    const { id } = run.job('a (1)');
    expect(run.all('acquire_group').map((effect) => effect.group)).toEqual(['db-1', 'db-2']);
    expect(run.state.status).toBe('waiting');
    run.send({ type: 'group_acquired', group: 'db-1', jobId: id });
    expect(run.table).toEqual({ 'a (1)': 'queued', 'a (2)': 'waiting' });
    run.succeed('a (1)');
    expect(run.all('release_group')).toEqual([{ type: 'release_group', group: 'db-1', jobId: id }]);
  });

  it('that its own run holds fails the job instead of waiting for ever', async () => {
    const run = await SimulatedRun.begin(workflow({ a: 'concurrency: Same' }, 'concurrency: same'));
    run.send({ type: 'group_acquired', group: 'same', jobId: null });
    expect(run.job('a')).toMatchObject({
      conclusion: 'failure',
      reason: "The concurrency group Same is held by the job's own run",
    });
  });

  it('taken by a newer one cancels the job, waiting or running', async () => {
    const run = await SimulatedRun.begin(text);
    const [first, second] = run.state.jobs;
    run.send({ type: 'group_superseded', group: 'db-1', jobId: first?.id ?? '', by: 'run 9' });
    expect(run.table).toEqual({ 'a (1)': 'cancelled', 'a (2)': 'waiting' });
    run.send({ type: 'group_acquired', group: 'db-2', jobId: second?.id ?? '' });
    run.start('a (2)');
    run.send({ type: 'group_superseded', group: 'db-2', jobId: second?.id ?? '', by: 'run 9' });
    expect(run.all('cancel_attempt')).toMatchObject([{ jobId: second?.id }]);
  });
});
