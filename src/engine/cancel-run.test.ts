import { describe, expect, it } from 'vitest';
import { SimulatedRun, workflow } from './testing/simulated-run.ts';

const cancel = { type: 'cancel', by: 'mona' } as const;

describe('cancelling a run', () => {
  it('ends waiting jobs at once, running ones through their agents, and skips the rest', async () => {
    const run = await SimulatedRun.begin(workflow({ a: '', b: '', c: 'needs: a' }));
    run.start('a');
    run.send(cancel);
    expect(run.table).toEqual({ a: 'in_progress', b: 'cancelled', c: 'waiting' });
    expect(run.all('cancel_attempt')).toMatchObject([{ jobId: run.job('a').id, reason: 'Cancelled by mona' }]);
    expect(run.all('dequeue')).toMatchObject([{ jobId: run.job('b').id }]);
    run.end('a', 'cancelled');
    expect(run.table).toEqual({ a: 'cancelled', b: 'cancelled', c: 'skipped' });
    expect(run.job('c').reason).toBe('The run was cancelled by mona');
    expect(run.state).toMatchObject({ status: 'completed', conclusion: 'cancelled' });
  });

  it('lets jobs with always() or cancelled() run', async () => {
    const run = await SimulatedRun.begin(
      workflow({
        a: '',
        clean: 'needs: a\nif: always()',
        note: 'needs: a\nif: cancelled()',
        normal: 'needs: a\nif: ${{ !cancelled() }}',
      }),
    );
    run.send(cancel);
    expect(run.table).toEqual({ a: 'cancelled', clean: 'queued', note: 'queued', normal: 'skipped' });
    run.succeed('clean', 'note');
    expect(run.state.conclusion).toBe('cancelled');
  });

  it('leaves a running job with always() alone', async () => {
    const run = await SimulatedRun.begin(workflow({ a: 'if: always()', b: '' }));
    run.start('a', 'b');
    run.send(cancel);
    expect(run.all('cancel_attempt').map((effect) => effect.jobId)).toEqual([run.job('b').id]);
  });

  it('ends jobs that max-parallel holds back', async () => {
    const run = await SimulatedRun.begin(workflow({ t: 'strategy: { max-parallel: 1, matrix: { n: [1, 2] } }' }));
    run.send(cancel);
    expect(run.table).toEqual({ 't (1)': 'cancelled', 't (2)': 'cancelled' });
    expect(run.state.conclusion).toBe('cancelled');
  });

  it('twice, or after the end, changes nothing', async () => {
    const run = await SimulatedRun.begin(workflow({ a: '' }));
    run.start('a');
    run.send(cancel);
    expect(run.send({ ...cancel, by: 'other' })).toEqual([]);
    expect(run.state.cancelRequested?.by).toBe('mona');
    run.end('a', 'success');
    expect(run.state.conclusion).toBe('success');
    expect(run.send(cancel)).toEqual([]);
  });

  it('before the start ends the run, which a rerun can begin', async () => {
    const run = await SimulatedRun.of(workflow({ a: '' }));
    run.send(cancel);
    expect(run.state).toMatchObject({ status: 'completed', conclusion: 'cancelled' });
    expect(run.send({ type: 'start' })).toEqual([]);
    run.send({ type: 'rerun', only: 'all', by: 'mona' });
    expect(run.table).toEqual({ a: 'queued' });
  });

  it('keeps a failure that came before', async () => {
    const run = await SimulatedRun.begin(workflow({ a: '', b: '' }));
    run.fail('a');
    run.send(cancel);
    expect(run.state.conclusion).toBe('failure');
  });

  it('ends a job that went back to the queue before the cancel reached it, as the store tells', async () => {
    const run = await SimulatedRun.begin(workflow({ a: '' }));
    run.start('a');
    const { id: jobId } = run.job('a');
    run.send(cancel);
    run.send({ type: 'job_requeued', jobId, attempt: 1, reason: 'stopping' });
    const result = { conclusion: 'cancelled' as const, outputs: {} };
    run.send({ type: 'job_completed', jobId, attempt: 1, at: 1, result, reason: 'Cancelled by mona' });
    expect(run.table).toEqual({ a: 'cancelled' });
    expect(run.state).toMatchObject({ status: 'completed', conclusion: 'cancelled' });
  });

  it('is not taken for the end of a rerun when an agent that had the job meanwhile reports late', async () => {
    const run = await SimulatedRun.begin(workflow({ a: '' }));
    const { id: jobId } = run.job('a');
    run.send(cancel);
    run.send({ type: 'job_started', jobId, attempt: 1, at: 1 });
    run.send({ type: 'rerun', only: 'all', by: 'mona' });
    const result = { conclusion: 'cancelled' as const, outputs: {} };
    run.send({ type: 'job_completed', jobId, attempt: 1, at: 1, result, reason: 'Cancelled by mona' });
    expect(run.table).toEqual({ a: 'queued' });
    run.succeed('a');
    expect(run.state).toMatchObject({ status: 'completed', conclusion: 'success' });
  });
});
