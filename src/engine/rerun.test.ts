import { describe, expect, it } from 'vitest';
import { SimulatedRun, workflow } from './testing/simulated-run.ts';

const rerunFailed = { type: 'rerun', only: 'failed', by: 'hubot' } as const;
const rerunAll = { ...rerunFailed, only: 'all' } as const;

const text = workflow({ build: '', test: 'needs: build', other: '', deploy: 'needs: [test, other]' });

async function failedRun(): Promise<SimulatedRun> {
  const run = await SimulatedRun.begin(text);
  run.end('build', 'success', { v: '1' });
  run.succeed('other');
  run.fail('test');
  return run;
}

describe('running failed jobs again', () => {
  it('repeats them and all behind them, and keeps what succeeded', async () => {
    const run = await failedRun();
    run.send(rerunFailed);
    expect(run.table).toEqual({ build: 'success', test: 'queued', other: 'success', deploy: 'waiting' });
    expect(run.state).toMatchObject({ attempt: 2, conclusion: null, completedAt: null });
    expect(run.specs.test).toMatchObject({
      runAttempt: 2,
      needs: { build: { result: 'success', outputs: { v: '1' } } },
      github: { run_attempt: '2', actor: 'mona', triggering_actor: 'hubot' },
    });
    run.succeed('test', 'deploy');
    expect(run.state.conclusion).toBe('success');
  });

  it('repeats only the failed jobs of a matrix', async () => {
    const run = await SimulatedRun.begin(
      workflow({ t: 'strategy: { fail-fast: false, matrix: { n: [1, 2] } }', after: 'needs: t' }),
    );
    run.fail('t (1)');
    run.succeed('t (2)');
    run.send(rerunFailed);
    expect(run.table).toEqual({ 't (1)': 'queued', 't (2)': 'success', after: 'waiting' });
    run.succeed('t (1)', 'after');
    expect(run.state.conclusion).toBe('success');
  });

  it('does nothing when nothing failed, or while the run goes on', async () => {
    const run = await SimulatedRun.begin(workflow({ a: '' }));
    expect(run.send(rerunFailed)).toEqual([]);
    run.succeed('a');
    expect(run.send(rerunFailed)).toEqual([]);
    expect(run.state.attempt).toBe(1);
  });
});

describe('running all jobs again', () => {
  it('starts over, matrices too', async () => {
    const run = await SimulatedRun.begin(workflow({ t: 'strategy: { matrix: { n: [1, 2] } }', after: 'needs: t' }));
    run.succeed('t (1)', 't (2)', 'after');
    run.send(rerunAll);
    expect(run.table).toEqual({ 't (1)': 'queued', 't (2)': 'queued', after: 'waiting' });
    expect(run.state).toMatchObject({ status: 'queued', attempt: 2, startedAt: null });
  });

  it('counts attempts on, so that an echo of the first time changes nothing', async () => {
    const run = await SimulatedRun.begin(workflow({ t: 'strategy: { matrix: { n: [1] } }' }));
    run.succeed('t (1)');
    const { id } = run.job('t (1)');
    run.send(rerunAll);
    const old = { jobId: id, attempt: 1, at: 5 };
    expect(run.send({ type: 'job_started', ...old })).toEqual([]);
    const result = { conclusion: 'failure', outputs: {} } as const;
    expect(run.send({ type: 'job_completed', ...old, result, reason: null })).toEqual([]);
    expect(run.table).toEqual({ 't (1)': 'queued' });
    run.send({ type: 'job_started', jobId: id, attempt: 2, at: 9 });
    expect(run.table).toEqual({ 't (1)': 'in_progress' });
  });
});

describe('retrying a dead letter', () => {
  it('repeats that job in a run that is over', async () => {
    const run = await failedRun();
    run.send({ type: 'retry_job', jobId: run.job('test').id, by: 'mona' });
    expect(run.table).toEqual({ build: 'success', test: 'queued', other: 'success', deploy: 'waiting' });
    expect(run.state).toMatchObject({ attempt: 2, status: 'queued' });
  });

  it('repeats it in a run that still goes on', async () => {
    const run = await SimulatedRun.begin(text);
    run.succeed('build');
    run.fail('test');
    run.send({ type: 'retry_job', jobId: run.job('test').id, by: 'mona' });
    expect(run.table).toEqual({ build: 'success', test: 'queued', other: 'queued', deploy: 'waiting' });
    run.succeed('other', 'test', 'deploy');
    expect(run.state).toMatchObject({ attempt: 1, conclusion: 'success' });
  });

  it('leaves jobs alone that did not fail', async () => {
    const run = await failedRun();
    expect(run.send({ type: 'retry_job', jobId: run.job('build').id, by: 'mona' })).toEqual([]);
    expect(run.send({ type: 'retry_job', jobId: 'unknown', by: 'mona' })).toEqual([]);
  });
});
