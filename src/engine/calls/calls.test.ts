import { describe, expect, it } from 'vitest';
import { passSecrets } from '../../workflow/pass-secrets.ts';
import { SimulatedRun } from '../testing/simulated-run.ts';
import { shownJobs } from './shown-jobs.ts';

const build = `
on:
  workflow_call:
    inputs:
      target: { type: string, required: true }
      fast: { type: boolean }
      level: { type: number, default: 3 }
    secrets:
      key: { required: true }
    outputs:
      image: { value: "\${{ jobs.compile.outputs.name }}-\${{ inputs.target }}" }
env: { FROM: called }
permissions: { contents: write, packages: read }
jobs:
  compile:
    runs-on: ubuntu-latest
    outputs: { name: "\${{ steps.a.outputs.name }}" }
    steps: [{ run: make, id: a }]
  check:
    needs: compile
    name: Check \${{ inputs.target }}
    runs-on: ubuntu-latest
    steps: [{ run: make check }]
`;

const caller = `
name: ci
on: push
env: { FROM: caller }
permissions: { contents: read }
jobs:
  first:
    runs-on: ubuntu-latest
    steps: [{ run: make }]
  build:
    needs: first
    uses: ./.github/workflows/build.yml
    with: { target: "\${{ needs.first.outputs.to }}", fast: true }
    secrets: { key: "\${{ secrets.DEPLOY_KEY }}-\${{ inputs.none || 'x' }}" }
  last:
    needs: build
    runs-on: ubuntu-latest
    steps: [{ run: echo }]
`;

const files = { '.github/workflows/build.yml': build };

async function called(text = caller, more: Record<string, string> = {}): Promise<SimulatedRun> {
  return SimulatedRun.begin(text, { files: { ...files, ...more } });
}

async function calling(): Promise<SimulatedRun> {
  const run = await called();
  run.end('first', 'success', { to: 'arm' });
  return run;
}

describe('a job that calls a workflow', () => {
  it('stands for it until its needs have ended, then its jobs run under their own names', async () => {
    const run = await called();
    expect(run.table).toEqual({ first: 'queued', build: 'waiting', last: 'waiting' });
    run.end('first', 'success', { to: 'arm' });
    expect(run.table).toEqual({
      first: 'success',
      build: 'in_progress',
      'build / compile': 'queued',
      'build / check': 'waiting',
      last: 'waiting',
    });
  });

  it('gives inputs, the env and the needs of the called file, and at most its own permissions', async () => {
    const run = await calling();
    const { compile } = { compile: run.specs['build / compile'] };
    expect(compile).toMatchObject({
      key: 'compile',
      github: { job: 'compile', workflow: 'ci', event_name: 'push' },
      inputs: { target: 'arm', fast: true, level: 3 },
      env: [{ FROM: 'called' }],
      permissions: { contents: 'read', packages: 'none' },
      workflow: { name: 'ci', path: '.github/workflows/build.yml' },
    });
    run.end('build / compile', 'success', { name: 'app' });
    expect(run.specs['build / Check arm']?.needs).toEqual({ compile: { result: 'success', outputs: { name: 'app' } } });
  });

  it('hands on the secrets that it names, under the names it gives them', async () => {
    const run = await calling();
    const spec = run.specs['build / compile'];
    if (spec === undefined) throw new Error('not queued');
    expect(passSecrets(spec, { DEPLOY_KEY: 'abc', OTHER: 'no' }, 'job-token')).toEqual({ key: 'abc-x' });
    expect(JSON.stringify(run.state)).not.toContain('abc');
  });

  it('hands on the token of the job under another name', async () => {
    const run = await called(caller.replace(/secrets: \{.*/, 'secrets: { key: "${{ secrets.GITHUB_TOKEN }}" }'));
    run.end('first', 'success', { to: 'arm' });
    const spec = run.specs['build / compile'];
    expect(spec && passSecrets(spec, {}, 'job-token')).toEqual({ key: 'job-token' });
  });

  it('ends with the last of them, with the outputs of the called workflow', async () => {
    const run = await calling();
    run.end('build / compile', 'success', { name: 'app' });
    run.succeed('build / Check arm');
    expect(run.table).toMatchObject({ build: 'success', last: 'queued' });
    expect(run.specs.last?.needs).toEqual({ build: { result: 'success', outputs: { image: 'app-arm' } } });
    run.succeed('last');
    expect(run.state.conclusion).toBe('success');
  });

  it('fails when one of them fails, and what needs it is skipped', async () => {
    const run = await calling();
    run.fail('build / compile');
    expect(run.table).toMatchObject({ build: 'failure', 'build / check': 'skipped', last: 'skipped' });
    expect(run.state.conclusion).toBe('failure');
  });

  it('fails by itself when an input has the wrong type', async () => {
    const run = await called(caller.replace('fast: true', 'level: "${{ needs.first.outputs.to }}"'));
    run.end('first', 'success', { to: 'arm' });
    expect(run.job('build')).toMatchObject({ conclusion: 'failure', reason: expect.stringContaining('a number') });
    expect(run.table).toEqual({ first: 'success', build: 'failure', last: 'skipped' });
  });

  it('is skipped whole when its condition is false', async () => {
    const run = await called(caller.replace('needs: first', 'needs: first\n    if: false'));
    run.succeed('first');
    expect(run.table).toEqual({ first: 'success', build: 'skipped', last: 'skipped' });
  });

  it('announces its jobs on the commit, and itself when all have ended', async () => {
    const run = await calling();
    run.succeed('build / compile', 'build / Check arm');
    const contexts = run.all('status').map(({ context, state }) => `${context}: ${state}`);
    expect(contexts).toContain('ci / build / compile (push): pending');
    expect(contexts.filter((line) => line.startsWith('ci / build (push)'))).toEqual(['ci / build (push): success']);
  });

  it('shows people the jobs of the call in its place, with what they need', async () => {
    const run = await calling();
    expect(shownJobs(run.state).map(({ job, needs }) => [job.name, needs])).toEqual([
      ['first', []],
      ['build / compile', ['first']],
      ['build / check', ['build/compile']],
      ['last', ['build/compile', 'build/check']],
    ]);
  });
});

const matrixCaller = `
name: ci
on: push
jobs:
  all:
    strategy: { max-parallel: 1, matrix: { on: [a, b] } }
    uses: ./.github/workflows/build.yml
    with: { target: "\${{ matrix.on }}" }
    secrets: inherit
`;

describe('a matrix of calls', () => {
  it('makes a call each, as many at a time as it may', async () => {
    const run = await called(matrixCaller);
    expect(run.table).toEqual({
      'all (a)': 'in_progress',
      'all (a) / compile': 'queued',
      'all (a) / check': 'waiting',
      'all (b)': 'waiting',
    });
    run.succeed('all (a) / compile', 'all (a) / Check a');
    expect(run.specs['all (b) / compile']?.inputs).toMatchObject({ target: 'b' });
    run.succeed('all (b) / compile', 'all (b) / Check b');
    expect(run.state.conclusion).toBe('success');
  });

  it('cancels the jobs of the others when one fails', async () => {
    const run = await called(matrixCaller.replace('max-parallel: 1, ', ''));
    run.start('all (b) / compile');
    run.fail('all (a) / compile');
    expect(run.all('cancel_attempt')).toMatchObject([{ jobId: run.job('all (b) / compile').id }]);
    run.end('all (b) / compile', 'cancelled');
    expect(run.table).toMatchObject({ 'all (b)': 'cancelled', 'all (b) / check': 'cancelled' });
  });

  it('hands on all secrets when they are inherited', async () => {
    const run = await called(matrixCaller);
    const spec = run.specs['all (a) / compile'];
    expect(spec && passSecrets(spec, { ONE: '1' }, 'job-token')).toEqual({ ONE: '1' });
  });
});

const deploy = `
on: { workflow_call: { inputs: { to: { type: string } }, outputs: { url: { value: "\${{ jobs.up.outputs.image }}" } } } }
concurrency: { group: "deploy-\${{ inputs.to }}" }
jobs:
  up:
    uses: ./.github/workflows/build.yml
    with: { target: "\${{ inputs.to }}" }
    secrets: { key: "\${{ secrets.INNER }}" }
`;

const deepCaller = `
name: ci
on: push
jobs:
  ship:
    uses: ./.github/workflows/deploy.yml
    with: { to: home }
    secrets: inherit
`;

const deep = (): Promise<SimulatedRun> => called(deepCaller, { '.github/workflows/deploy.yml': deploy });

describe('a called workflow', () => {
  it('calls others, whose outputs come all the way back', async () => {
    const run = await deep();
    run.send({ type: 'group_acquired', group: 'deploy-home', jobId: run.job('ship').id });
    run.end('ship / up / compile', 'success', { name: 'app' });
    run.succeed('ship / up / Check home');
    expect(run.job('ship')).toMatchObject({ conclusion: 'success', outputs: { url: 'app-home' } });
    expect(run.state.conclusion).toBe('success');
  });

  it('holds its concurrency group from its first job to its last', async () => {
    const run = await deep();
    expect(run.table).toEqual({ ship: 'waiting' });
    expect(run.all('acquire_group')).toMatchObject([{ group: 'deploy-home', jobId: run.job('ship').id }]);
    run.send({ type: 'group_acquired', group: 'deploy-home', jobId: run.job('ship').id });
    run.succeed('ship / up / compile');
    expect(run.all('release_group')).toEqual([]);
    run.succeed('ship / up / Check home');
    expect(run.all('release_group')).toMatchObject([{ group: 'deploy-home' }]);
  });
});

describe('cancelling a run with calls', () => {
  it('ends waiting jobs at once and running ones through their agents', async () => {
    const run = await calling();
    run.start('build / compile');
    run.send({ type: 'cancel', by: 'mona' });
    expect(run.all('cancel_attempt')).toMatchObject([{ jobId: run.job('build / compile').id }]);
    run.end('build / compile', 'cancelled');
    expect(run.table).toMatchObject({ build: 'cancelled', 'build / check': 'skipped', last: 'skipped' });
    expect(run.state.conclusion).toBe('cancelled');
  });
});

describe('running again with calls', () => {
  it('repeats the failed jobs of a call and all behind them, and keeps the rest', async () => {
    const run = await calling();
    run.end('build / compile', 'success', { name: 'app' });
    run.fail('build / Check arm');
    run.send({ type: 'rerun', only: 'failed', by: 'hubot' });
    expect(run.table).toEqual({
      first: 'success',
      build: 'in_progress',
      'build / compile': 'success',
      'build / Check arm': 'queued',
      last: 'waiting',
    });
    run.succeed('build / Check arm', 'last');
    expect(run.state.conclusion).toBe('success');
    expect(run.job('build').outputs).toEqual({ image: 'app-arm' });
  });

  it('starts calls over with all jobs, whose attempts count on', async () => {
    const run = await calling();
    run.fail('build / compile');
    run.send({ type: 'rerun', only: 'all', by: 'hubot' });
    expect(run.table).toEqual({ first: 'queued', build: 'waiting', last: 'waiting' });
    run.end('first', 'success', { to: 'x86' });
    expect(run.job('build / compile')).toMatchObject({ status: 'queued', attempt: 1 });
    run.succeed('build / compile', 'build / Check x86', 'last');
    expect(run.state.conclusion).toBe('success');
  });

  it('repeats a call that held a concurrency group as a whole', async () => {
    const run = await deep();
    run.send({ type: 'group_acquired', group: 'deploy-home', jobId: run.job('ship').id });
    run.fail('ship / up / compile');
    run.send({ type: 'rerun', only: 'failed', by: 'hubot' });
    expect(run.table).toEqual({ ship: 'waiting' });
    expect(run.all('acquire_group')).toHaveLength(2);
  });

  it('retries a single job of a call', async () => {
    const run = await calling();
    run.fail('build / compile');
    run.send({ type: 'retry_job', jobId: run.job('build / compile').id, by: 'hubot' });
    expect(run.table).toMatchObject({ build: 'in_progress', 'build / compile': 'queued', last: 'waiting' });
    run.succeed('build / compile', 'build / Check arm', 'last');
    expect(run.state.conclusion).toBe('success');
  });
});
