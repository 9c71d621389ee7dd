import { describe, expect, it } from 'vitest';
import { SimulatedRun, workflow } from './testing/simulated-run.ts';

describe('a matrix', () => {
  it('makes a job of each combination, named by its values', async () => {
    const run = await SimulatedRun.begin(
      workflow({ test: 'strategy:\n  matrix: { os: [linux, mac], node: [20, { v: 24, lts: true }] }' }),
    );
    expect(Object.keys(run.table)).toEqual([
      'test (linux, 20)',
      'test (linux, 24, true)',
      'test (mac, 20)',
      'test (mac, 24, true)',
    ]);
    expect(run.specs['test (mac, 20)']).toMatchObject({
      key: 'test',
      matrix: { os: 'mac', node: 20 },
      strategy: { failFast: true, maxParallel: null, jobIndex: 2, jobTotal: 4 },
    });
  });

  it('adds its values to a fixed name, but not to one with expressions', async () => {
    const run = await SimulatedRun.begin(
      workflow({
        a: 'name: Fixed\nstrategy: { matrix: { x: [1] } }',
        b: 'name: On ${{ matrix.x }}\nstrategy: { matrix: { x: [1, 2] } }',
        c: `name: ${'long'.repeat(40)}`,
      }),
    );
    expect(Object.keys(run.table)).toEqual(['Fixed (1)', 'On 1', 'On 2', `${'long'.repeat(24)}l...`]);
  });

  it('can come from the outputs of another job', async () => {
    const run = await SimulatedRun.begin(
      workflow({ plan: '', run: 'needs: plan\nstrategy: { matrix: "${{ fromJSON(needs.plan.outputs.list) }}" }' }),
    );
    expect(run.job('run').placeholder).toBe(true);
    run.end('plan', 'success', { list: '{"n":[1,2,3]}' });
    expect(run.table).toEqual({ plan: 'success', 'run (1)': 'queued', 'run (2)': 'queued', 'run (3)': 'queued' });
  });

  it('can have a single axis from outputs', async () => {
    const run = await SimulatedRun.begin(
      workflow({
        plan: '',
        run: 'needs: plan\nstrategy: { matrix: { a: [x], n: "${{ fromJSON(needs.plan.outputs.list) }}" } }',
      }),
    );
    run.end('plan', 'success', { list: '[1,2]' });
    expect(Object.keys(run.table)).toEqual(['plan', 'run (x, 1)', 'run (x, 2)']);
  });

  it.each([
    ['[]', 'The matrix must be a mapping of names to lists'],
    ['{"n":[]}', 'The matrix axis `n` has no values'],
    ['nonsense', 'fromJSON() got no JSON: nonsense'],
    [JSON.stringify({ n: Array(300).fill(1) }), 'The matrix makes 300 jobs; at most 256 are allowed'],
  ])('that comes out wrong fails its job in words: %#', async (list, message) => {
    const run = await SimulatedRun.begin(
      workflow({ plan: '', run: 'needs: plan\nstrategy: { matrix: "${{ fromJSON(needs.plan.outputs.list) }}" }' }),
    );
    run.end('plan', 'success', { list });
    expect(run.job('run').conclusion).toBe('failure');
    expect(run.job('run').reason).toContain(message);
    expect(run.state.conclusion).toBe('failure');
  });

  it('cannot make more jobs than a run may have', async () => {
    const axis = Array.from({ length: 256 }, (_, n) => n).join(',');
    const jobs = Object.fromEntries(
      Array.from({ length: 17 }, (_, n) => [`j${n}`, `strategy: { fail-fast: false, matrix: { n: [${axis}] } }`]),
    );
    const run = await SimulatedRun.begin(workflow(jobs));
    expect(run.state.jobs).toHaveLength(15 * 256 + 2);
    expect(run.job('j16').reason).toBe('The run would have 4097 jobs; at most 4096 are allowed');
  });

  it('with the same values twice makes two jobs', async () => {
    const run = await SimulatedRun.begin(workflow({ a: 'strategy: { matrix: { x: [1, 1] } }' }));
    expect(new Set(run.state.jobs.map((job) => job.id)).size).toBe(2);
  });

  it('gives different runners to its jobs; one without an agent class fails alone when fail-fast is off', async () => {
    const run = await SimulatedRun.begin(
      workflow({
        a: 'runs-on: ${{ matrix.os }}\nstrategy: { fail-fast: false, matrix: { os: [ubuntu-latest, windows-latest] } }',
      }),
    );
    expect(run.table).toEqual({ 'a (ubuntu-latest)': 'queued', 'a (windows-latest)': 'failure' });
    expect(run.job('a (windows-latest)').reason).toBe(
      'No agent class has the label `windows-latest`. There are: default (ubuntu-latest, ubuntu-24.04, ubuntu-22.04, self-hosted, linux, x64)',
    );
  });
});

describe('fail-fast', () => {
  const three = (more = ''): string => workflow({ t: `strategy: { matrix: { n: [1, 2, 3] }${more} }` });

  it('cancels waiting siblings at once and running ones through their agents', async () => {
    const run = await SimulatedRun.begin(three());
    run.start('t (2)');
    run.fail('t (1)');
    expect(run.table).toEqual({ 't (1)': 'failure', 't (2)': 'in_progress', 't (3)': 'cancelled' });
    const reason = 'Cancelled because `t (1)` failed (fail-fast)';
    expect(run.all('cancel_attempt')).toEqual([{ type: 'cancel_attempt', jobId: run.job('t (2)').id, reason }]);
    expect(run.all('dequeue')).toEqual([{ type: 'dequeue', jobId: run.job('t (3)').id, reason }]);
    run.end('t (2)', 'cancelled');
    expect(run.state).toMatchObject({ status: 'completed', conclusion: 'failure' });
  });

  it('can be switched off', async () => {
    const run = await SimulatedRun.begin(three(', fail-fast: false'));
    run.fail('t (1)');
    expect(run.table).toEqual({ 't (1)': 'failure', 't (2)': 'queued', 't (3)': 'queued' });
  });

  it('does not act on a failure that may happen', async () => {
    const run = await SimulatedRun.begin(
      workflow({ t: 'continue-on-error: true\nstrategy: { matrix: { n: [1, 2] } }' }),
    );
    run.fail('t (1)');
    expect(run.table['t (2)']).toBe('queued');
  });

  it('does not touch other jobs', async () => {
    const run = await SimulatedRun.begin(workflow({ t: 'strategy: { matrix: { n: [1, 2] } }', other: '' }));
    run.fail('t (1)');
    expect(run.table.other).toBe('queued');
  });
});

describe('max-parallel', () => {
  const four = workflow({ t: 'strategy: { max-parallel: 2, fail-fast: false, matrix: { n: [1, 2, 3, 4] } }' });

  it('holds jobs back and lets the next go when one ends', async () => {
    const run = await SimulatedRun.begin(four);
    expect(Object.values(run.table)).toEqual(['queued', 'queued', 'waiting', 'waiting']);
    expect(run.job('t (3)').waitingFor).toEqual({ kind: 'max_parallel', limit: 2 });
    run.fail('t (2)');
    expect(Object.values(run.table)).toEqual(['queued', 'failure', 'queued', 'waiting']);
    run.succeed('t (1)', 't (3)');
    expect(Object.values(run.table)).toEqual(['success', 'failure', 'success', 'queued']);
  });

  it('of less than one job is refused in words', async () => {
    const run = await SimulatedRun.begin(
      workflow({ t: 'strategy: { max-parallel: "${{ fromJSON(\'0\') }}", matrix: { n: [1] } }' }),
    );
    expect(run.job('t').reason).toContain('Expected a number above zero, found 0');
  });
});

describe('needs on a matrix', () => {
  const text = workflow({
    t: 'strategy: { fail-fast: false, matrix: { n: [1, 2] } }',
    after: 'needs: t\nif: always()',
  });

  it('wait for all of its jobs and see one result', async () => {
    const run = await SimulatedRun.begin(text);
    run.fail('t (1)');
    expect(run.table.after).toBe('waiting');
    run.succeed('t (2)');
    expect(run.specs.after?.needs.t?.result).toBe('failure');
  });

  it('see the outputs of all; the last to end wins, but not with an empty value', async () => {
    const run = await SimulatedRun.begin(text);
    run.end('t (2)', 'success', { a: '2', b: '2', only: 'x' });
    run.end('t (1)', 'success', { a: '1', b: '' });
    expect(run.specs.after?.needs.t?.outputs).toEqual({ a: '1', b: '2', only: 'x' });
  });
});
