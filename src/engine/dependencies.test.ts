import { describe, expect, it } from 'vitest';
import { SimulatedRun, workflow } from './testing/simulated-run.ts';

const chain = workflow({ build: '', test: 'needs: build', deploy: 'needs: test' });

describe('jobs that need others', () => {
  it('wait, and say for which', async () => {
    const run = await SimulatedRun.begin(workflow({ a: '', b: '', c: 'needs: [a, b]' }));
    expect(run.table).toEqual({ a: 'queued', b: 'queued', c: 'waiting' });
    expect(run.job('c').waitingFor).toEqual({ kind: 'needs', jobs: ['a', 'b'] });
    run.succeed('a');
    expect(run.job('c').waitingFor).toEqual({ kind: 'needs', jobs: ['b'] });
    run.succeed('b');
    expect(run.table).toEqual({ a: 'success', b: 'success', c: 'queued' });
  });

  it('go one after the other to success', async () => {
    const run = await SimulatedRun.begin(chain);
    run.succeed('build', 'test');
    expect(run.state).toMatchObject({ status: 'in_progress', conclusion: null });
    run.succeed('deploy');
    expect(run.state).toMatchObject({ status: 'completed', conclusion: 'success', waitingFor: null });
    expect(run.all('run_completed')).toHaveLength(1);
  });

  it('are skipped behind a failure, however far', async () => {
    const run = await SimulatedRun.begin(chain);
    run.fail('build');
    expect(run.table).toEqual({ build: 'failure', test: 'skipped', deploy: 'skipped' });
    expect(run.job('deploy').reason).toBe('A job it needs did not succeed');
    expect(run.state.conclusion).toBe('failure');
  });

  it('see a time-out as a failure', async () => {
    const run = await SimulatedRun.begin(workflow({ build: '', report: 'needs: build\nif: failure()' }));
    run.end('build', 'timed_out');
    expect(run.job('build')).toMatchObject({ conclusion: 'timed_out', result: 'failure' });
    expect(run.table.report).toBe('queued');
    expect(run.specs.report?.needs).toEqual({ build: { result: 'failure', outputs: {} } });
  });

  it('get the outputs of what they need', async () => {
    const run = await SimulatedRun.begin(workflow({ a: '', b: "needs: a\nif: needs.a.outputs.go == 'yes'" }));
    run.end('a', 'success', { go: 'yes', x: '1' });
    expect(run.specs.b?.needs.a).toEqual({ result: 'success', outputs: { go: 'yes', x: '1' } });
  });

  it('settle a chain of a thousand skipped jobs at once', async () => {
    const jobs = Object.fromEntries(
      Array.from({ length: 1000 }, (_, n) => [`j${n}`, n === 0 ? '' : `needs: j${n - 1}`]),
    );
    const run = await SimulatedRun.begin(workflow(jobs));
    run.fail('j0');
    expect(run.state.conclusion).toBe('failure');
    expect(run.job('j999').conclusion).toBe('skipped');
  });
});

describe('the condition of a job', () => {
  const after = (condition: string): string => workflow({ a: '', b: `needs: a\nif: ${condition}`, c: 'needs: b' });

  it.each([
    ["github.ref == 'refs/heads/main'", 'success', 'queued'],
    ["github.ref == 'refs/heads/other'", 'success', 'skipped'],
    ["github.ref == 'refs/heads/main'", 'failure', 'skipped'],
    ['always()', 'failure', 'queued'],
    ['failure()', 'failure', 'queued'],
    ['failure()', 'success', 'skipped'],
    ["needs.a.result == 'failure' && always()", 'failure', 'queued'],
    ["'!cancelled()'", 'failure', 'queued'],
    ['${{ !cancelled() }}', 'failure', 'queued'],
  ] as const)('%s after %s: %s', async (condition, conclusion, expected) => {
    const run = await SimulatedRun.begin(after(condition));
    run.end('a', conclusion);
    expect(run.table.b).toBe(expected);
  });

  it('skips a first job too, and what needs it; a run of skipped jobs is skipped', async () => {
    const run = await SimulatedRun.begin(workflow({ a: 'if: false', b: 'needs: a' }));
    expect(run.table).toEqual({ a: 'skipped', b: 'skipped' });
    expect(run.job('a').reason).toBe('Its condition is false: false');
    expect(run.state).toMatchObject({ status: 'completed', conclusion: 'skipped' });
  });

  it('without a status function looks at all jobs before, as on GitHub: a skip far back skips too', async () => {
    const run = await SimulatedRun.begin(
      workflow({ a: 'if: false', b: 'needs: a\nif: always()', c: 'needs: b', d: 'needs: b\nif: ${{ !failure() }}' }),
    );
    run.succeed('b');
    expect(run.table).toEqual({ a: 'skipped', b: 'success', c: 'skipped', d: 'queued' });
  });

  it('that cannot be evaluated fails the job in words', async () => {
    const run = await SimulatedRun.begin(workflow({ a: 'if: fromJSON(github.ref)' }));
    expect(run.job('a')).toMatchObject({ conclusion: 'failure' });
    expect(run.job('a').reason).toMatch(
      /^\.github\/workflows\/ci\.yml:6:9: fromJSON\(\) got no JSON: refs\/heads\/main/,
    );
  });
});

describe('continue-on-error', () => {
  it('keeps the failure but lets everything behind it go on', async () => {
    const run = await SimulatedRun.begin(workflow({ a: 'continue-on-error: true', b: 'needs: a' }));
    run.fail('a');
    expect(run.job('a')).toMatchObject({ conclusion: 'failure', result: 'success' });
    expect(run.specs.b?.needs.a?.result).toBe('success');
    run.succeed('b');
    expect(run.state.conclusion).toBe('success');
  });

  it('may depend on the matrix', async () => {
    const run = await SimulatedRun.begin(
      workflow({
        a: 'continue-on-error: ${{ matrix.experimental }}\nstrategy: { matrix: { experimental: [true, false] } }',
      }),
    );
    run.fail('a (true)');
    run.succeed('a (false)');
    expect(run.state.conclusion).toBe('success');
  });
});
