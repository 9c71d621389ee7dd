import { describe, expect, it } from 'vitest';
import { formatDuration } from './commit-status.ts';
import { SimulatedRun, workflow } from './testing/simulated-run.ts';

function statuses(run: SimulatedRun): string[] {
  return run.all('status').map(({ context, state, description }) => `${context}: ${state}, ${description}`);
}

describe('commit statuses', () => {
  it('follow each job from waiting to its end', async () => {
    const run = await SimulatedRun.begin(workflow({ build: '', test: 'needs: build', never: 'if: false' }));
    run.succeed('build');
    run.start('test');
    run.end('test', 'failure');
    expect(statuses(run)).toEqual([
      'ci / build (push): pending, Queued',
      'ci / test (push): pending, Waiting for build',
      'ci / never (push): success, Skipped',
      'ci / build (push): pending, In progress',
      'ci / build (push): success, Successful in 1s',
      'ci / test (push): pending, Queued',
      'ci / test (push): pending, In progress',
      'ci / test (push): failure, Failing after 1s',
    ]);
  });

  it('name matrix jobs only once they exist', async () => {
    const run = await SimulatedRun.begin(workflow({ a: '', t: 'needs: a\nstrategy: { matrix: { n: [1] } }' }));
    expect(statuses(run)).toEqual(['ci / a (push): pending, Queued']);
    run.succeed('a');
    expect(statuses(run)).toContain('ci / t (1) (push): pending, Queued');
  });

  it('say why a job never ran', async () => {
    const run = await SimulatedRun.begin(workflow({ a: 'runs-on: mars', b: '', c: '' }));
    run.start('b');
    run.send({ type: 'cancel', by: 'mona' });
    run.end('b', 'cancelled');
    const texts = statuses(run);
    expect(texts.find((text) => text.startsWith('ci / a'))).toContain('failure, No agent class has the label `mars`');
    expect(texts).toContain('ci / c (push): error, Cancelled by mona');
    expect(texts).toContain('ci / b (push): error, Cancelled after 2s');
  });

  it('say that code of a fork waits for a person', async () => {
    const fork = { trigger: { trust: 'fork', event: 'pull_request' } } as const;
    const run = await SimulatedRun.begin(workflow({ a: '', b: 'needs: a' }), fork);
    expect(statuses(run)).toEqual([
      'ci / a (pull_request): pending, Waiting for approval',
      'ci / b (pull_request): pending, Waiting for approval',
    ]);
    run.send({ type: 'approved', by: 'mona' });
    expect(statuses(run).slice(2)).toEqual([
      'ci / a (pull_request): pending, Queued',
      'ci / b (pull_request): pending, Waiting for a',
    ]);
  });

  it('say when a job waits again because its agent was lost', async () => {
    const run = await SimulatedRun.begin(workflow({ a: '' }));
    run.start('a');
    run.send({ type: 'job_requeued', jobId: run.job('a').id, attempt: 1, reason: 'lease expired' });
    expect(run.table).toEqual({ a: 'queued' });
    expect(statuses(run).at(-1)).toBe('ci / a (push): pending, Queued');
  });
});

it.each([
  [0, '0s'],
  [3_400, '3s'],
  [59_400, '59s'],
  [60_000, '1m 0s'],
  [125_000, '2m 5s'],
  [3_725_000, '1h 2m'],
  [-5, '0s'],
])('%i ms is %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});
