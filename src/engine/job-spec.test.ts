import { describe, expect, it } from 'vitest';
import { jobSpecSchema } from '../contract/job-message.ts';
import { runStateSchema } from '../contract/run-state.ts';
import { SimulatedRun, workflow } from './testing/simulated-run.ts';

const text = workflow(
  {
    build: [
      'name: Build',
      'permissions: { contents: write }',
      'env: { B: "${{ github.ref_name }}" }',
      'timeout-minutes: ${{ fromJSON(vars.MINUTES) }}',
      'environment: { name: "${{ inputs.target }}", url: "https://${{ steps.x.outputs.host }}" }',
      'defaults: { run: { shell: "${{ vars.SHELL }}" } }',
      'outputs: { v: "${{ steps.x.outputs.v }}" }',
    ].join('\n'),
    plain: '',
  },
  'run-name: Deploy ${{ inputs.target }} by ${{ github.actor }}\nenv: { A: 1 }\ndefaults: { run: { shell: sh, working-directory: app } }\npermissions: { contents: read, issues: write }',
);
const options = { inputs: { target: 'production' }, vars: { MINUTES: '12', SHELL: 'bash' } };

describe('the specification of a queued job', () => {
  it('holds everything the file says, evaluated as far as the server can', async () => {
    const run = await SimulatedRun.begin(text, options);
    expect(run.state.title).toBe('Deploy production by mona');
    expect(run.specs.Build).toMatchObject({
      runId: '7',
      runAttempt: 1,
      key: 'build',
      name: 'Build',
      workflow: { name: 'ci', path: '.github/workflows/ci.yml' },
      github: { retention_days: '30' },
      inputs: { target: 'production' },
      env: [{ A: '1' }, { B: { $expr: 'github.ref_name' } }],
      defaults: { shell: 'bash', workingDirectory: 'app' },
      permissions: { contents: 'write' },
      outputs: { v: { $expr: 'steps.x.outputs.v' } },
      environment: { name: 'production', url: { $expr: expect.stringContaining('format(') } },
      timeoutMinutes: 12,
      labels: ['ubuntu-latest'],
      trust: 'repository',
      matrix: null,
    });
    expect(run.specs.plain).toMatchObject({
      env: [{ A: '1' }],
      defaults: { shell: 'sh', workingDirectory: 'app' },
      permissions: { contents: 'read', issues: 'write' },
      environment: null,
      timeoutMinutes: 360,
    });
  });

  it('fits the contract, as the run does', async () => {
    const run = await SimulatedRun.begin(text, options);
    for (const spec of Object.values(run.specs)) expect(jobSpecSchema.parse(spec)).toEqual(spec);
    expect(runStateSchema.parse(run.state)).toEqual(run.state);
  });

  it('allows three attempts, one with an environment', async () => {
    const run = await SimulatedRun.begin(text, options);
    const attempts = run.all('enqueue').map(({ spec, maxAttempts, priority }) => [spec.name, maxAttempts, priority]);
    expect(attempts).toEqual([
      ['Build', 1, 0],
      ['plain', 3, 0],
    ]);
  });

  it('fails in words when the file asks for nonsense', async () => {
    const run = await SimulatedRun.begin(text, { ...options, vars: { MINUTES: '-1', SHELL: 'bash' } });
    expect(run.job('build').reason).toContain('Expected a number above zero, found -1');
    expect(run.table.plain).toBe('queued');
  });
});

describe('the github context', () => {
  it('describes a push', async () => {
    const run = await SimulatedRun.begin(workflow({ a: '' }), {
      trigger: { ref: 'refs/tags/v1/x', payload: { x: 1 } },
    });
    expect(run.specs.a?.github).toMatchObject({
      event_name: 'push',
      event: { x: 1 },
      ref: 'refs/tags/v1/x',
      ref_name: 'v1/x',
      ref_type: 'tag',
      sha: 'a'.repeat(40),
      head_ref: '',
      base_ref: '',
      actor: 'mona',
      triggering_actor: 'mona',
      repository: 'local/demo',
      repository_owner: 'local',
      run_id: '7',
      run_number: '3',
      run_attempt: '1',
      workflow: 'ci',
      workflow_ref: 'local/demo/.github/workflows/ci.yml@refs/tags/v1/x',
      job: 'a',
    });
  });

  it('describes a pull request', async () => {
    const run = await SimulatedRun.begin(workflow({ a: '' }), {
      trigger: {
        event: 'pull_request',
        ref: 'refs/pull/5/merge',
        payload: { pull_request: { head: { ref: 'topic' }, base: { ref: 'main' } } },
      },
    });
    expect(run.specs.a?.github).toMatchObject({
      ref_name: '5/merge',
      ref_type: 'branch',
      head_ref: 'topic',
      base_ref: 'main',
    });
  });
});

describe('a run of code from a fork', () => {
  const fork = { trigger: { trust: 'fork' } } as const;

  it('waits for approval, then goes on with a token that only reads', async () => {
    const run = await SimulatedRun.begin(workflow({ a: 'permissions: write-all' }), fork);
    expect(run.state).toMatchObject({ status: 'waiting', waitingFor: { kind: 'approval', sha: 'a'.repeat(40) } });
    expect(run.all('enqueue')).toEqual([]);
    run.send({ type: 'approved', by: 'mona' });
    expect(run.specs.a?.permissions.contents).toBe('read');
    expect(Object.values(run.specs.a?.permissions ?? {})).not.toContain('write');
    expect(run.specs.a?.trust).toBe('fork');
    expect(run.send({ type: 'approved', by: 'mona' })).toEqual([]);
  });

  it('gets no environment', async () => {
    const run = await SimulatedRun.begin(workflow({ a: 'environment: production' }), fork);
    run.send({ type: 'approved', by: 'mona' });
    expect(run.job('a')).toMatchObject({ conclusion: 'failure', reason: 'Code of a fork gets no environment' });
  });

  it('cancelled before its approval still needs it in a rerun', async () => {
    const run = await SimulatedRun.begin(workflow({ a: '' }), fork);
    run.send({ type: 'cancel', by: 'mona' });
    run.send({ type: 'rerun', only: 'all', by: 'mona' });
    expect(run.state.waitingFor?.kind).toBe('approval');
    run.send({ type: 'approved', by: 'mona' });
    run.fail('a');
    run.send({ type: 'rerun', only: 'all', by: 'mona' });
    expect(run.table).toEqual({ a: 'queued' });
  });
});

describe('a run that cannot be planned', () => {
  it('fails as a whole when its name or group cannot be evaluated', async () => {
    for (const head of ['run-name: ${{ fromJSON(github.ref) }}', 'concurrency: ${{ fromJSON(github.ref) }}']) {
      const run = await SimulatedRun.begin(workflow({ a: '' }, head));
      expect(run.state).toMatchObject({
        status: 'completed',
        conclusion: 'failure',
        failure: { code: 'expression_invalid', file: '.github/workflows/ci.yml', line: 3 },
      });
      expect(run.all('status')).toMatchObject([{ jobId: null, state: 'failure', context: 'ci (push)' }]);
      expect(run.all('run_completed')).toHaveLength(1);
    }
  });
});
