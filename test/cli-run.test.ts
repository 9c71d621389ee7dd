import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { useRunTree } from './support/run-tree.ts';

const execute = promisify(execFile);
const place = useRunTree();
const { files, run } = place;

/** A workflow of one job with these script lines. */
function oneJob(script: string, on = 'push'): string {
  return JSON.stringify({ name: 'One', on, jobs: { build: { 'runs-on': 'ubuntu-latest', steps: [{ run: script }] } } });
}

const pipeline = `
name: Pipeline
on: push
jobs:
  lint:
    runs-on: ubuntu-latest
    steps: [{ run: echo linting }]
  test:
    runs-on: ubuntu-latest
    strategy: { matrix: { node: [20, 24], os: [linux, other] } }
    steps: [{ run: 'echo testing on \${{ matrix.node }}/\${{ matrix.os }}' }]
  build:
    needs: test
    runs-on: ubuntu-latest
    outputs: { version: '\${{ steps.v.outputs.version }}' }
    steps: [{ id: v, run: echo version=1.2.3 >> "$GITHUB_OUTPUT" }]
  deploy:
    needs: [build, lint]
    runs-on: ubuntu-latest
    steps: [{ run: 'echo deploying \${{ needs.build.outputs.version }}' }]
`;

describe('raibid-cli run', () => {
  it('runs all jobs in order and says how they ended', async () => {
    await files({ 'ci.yml': pipeline });
    const { code, stdout } = await run();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^deploy +│ deploying 1\.2\.3$/m);
    for (const name of ['lint', 'test (20, linux)', 'test (24, other)', 'build', 'deploy']) {
      expect(stdout).toMatch(new RegExp(`^✓ +${name.replace(/[()]/g, '\\$&')} +success`, 'm'));
    }
    expect(stdout.trim().split('\n').at(-1)).toMatch(/^✓ Pipeline: success in /);
    expect(stdout.indexOf('testing on')).toBeLessThan(stdout.indexOf('deploying'));
  });

  it('exits 1 when a job fails, and names the step', async () => {
    await files({ 'ci.yml': oneJob('echo before; exit 3') });
    const { code, stdout } = await run();
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ +build +failure .*step/);
  });

  it('shows each step below its name, with its time and how it ended', async () => {
    const steps = [
      { name: 'Greet ${{ matrix.who }}', run: 'echo hello' },
      { run: 'exit 4', 'continue-on-error': true },
      { if: 'failure()', run: 'echo unseen' },
      { run: 'exit 3' },
    ];
    const strategy = { matrix: { who: ['ann', 'bob'] } };
    const jobs = { build: { 'runs-on': 'ubuntu-latest', strategy, steps } };
    await files({ 'ci.yml': JSON.stringify({ name: 'Steps', on: 'push', jobs }) });
    const { stdout } = await run(['--matrix', 'who=ann']);
    const lines = stdout.split('\n').map((line) => line.replace(/^.*│ /, '').replace(/\d+ ms|\d\.\d s$/, 'TIME'));
    const start = lines.indexOf('▸ Greet ann');
    expect(lines.slice(start, start + 5)).toEqual([
      '▸ Greet ann',
      '▸ Run echo hello',
      'echo hello',
      expect.stringMatching(/^shell: /),
      'hello',
    ]);
    expect(lines).toEqual(expect.arrayContaining(['✓ Greet ann TIME', '✓ Run exit 4 TIME', '✗ Run exit 3 TIME']));
    expect(lines.filter((line) => line === '▸ Run exit 3')).toHaveLength(1);
    expect(stdout).not.toMatch(/unseen|bob|GITHUB_TOKEN Permissions/);
  });

  it('runs one job with those it needs', async () => {
    await files({ 'ci.yml': pipeline });
    const { code, stdout } = await run(['--job', 'build']);
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/linting|deploying/);
    expect(stdout.match(/testing on/g)?.length).toBeGreaterThanOrEqual(4);
    expect((await run(['--job', 'nothing'])).code).toBe(4);
  });

  it('runs the matrix jobs asked for; what needs them goes on', async () => {
    await files({ 'ci.yml': pipeline });
    const { code, stdout } = await run(['--matrix', 'node=24', '--matrix', 'os=linux']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/│ testing on 24\/linux$/m);
    expect(stdout).not.toMatch(/│ testing on (20|24\/other)/);
    expect(stdout).toMatch(/│ deploying 1\.2\.3$/m);
    const none = await run(['--matrix', 'node=99']);
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('no matrix job has the values') });
  });

  it('reports every event as a JSON line', async () => {
    await files({ 'ci.yml': oneJob('echo "::warning file=a.txt,line=3::careful"; echo done') });
    const { code, stdout } = await run(['--json']);
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(code).toBe(0);
    expect(events.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['run_started', 'job_started', 'steps', 'log', 'job_completed']),
    );
    expect(events.find(({ event }) => event === 'job_completed')).toMatchObject({
      job: { name: 'build', conclusion: 'success' },
      annotations: [{ level: 'warning', file: 'a.txt', line: 3, message: 'careful' }],
    });
    expect(events.at(-1)).toMatchObject({ event: 'run_completed', conclusion: 'success' });
  });

  it('keeps quiet about jobs that succeed', async () => {
    await files({ 'ci.yml': pipeline });
    const { stdout } = await run(['--quiet']);
    expect(stdout).not.toContain('linting');
    await files({ 'ci.yml': oneJob('echo the reason; exit 1') });
    expect((await run(['--quiet'])).stdout).toContain('the reason');
  });
});

describe('what the workflow sees', () => {
  it('the working tree with changes that are not committed, and facts of git', async () => {
    await files({
      'ci.yml': checkout('cat data.txt; echo "$GITHUB_REPOSITORY $GITHUB_REF $GITHUB_SHA $GITHUB_API_URL"'),
      './data.txt': 'old',
    });
    const git = (...words: string[]): Promise<{ stdout: string }> =>
      execute('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...words], { cwd: place.tree });
    await git('init', '--quiet', '--initial-branch=trunk');
    await git('remote', 'add', 'origin', 'git@example.org:team/thing.git');
    await git('add', '--all');
    await git('commit', '--quiet', '--message', 'Begin');
    await writeFile(join(place.tree, 'data.txt'), 'changed\n');
    const { stdout: sha } = await git('rev-parse', 'HEAD');
    const { code, stdout } = await run();
    expect(code, stdout).toBe(0);
    expect(stdout).toContain('│ changed');
    expect(stdout).toContain(`│ team/thing refs/heads/trunk ${sha.trim()} https://example.org/api/v1`);
  });

  it('a tree without git as well', async () => {
    await files({ 'ci.yml': checkout('cat data.txt; echo "$GITHUB_REPOSITORY $GITHUB_REF"'), './data.txt': 'plain\n' });
    const { code, stdout } = await run();
    expect(code, stdout).toBe(0);
    expect(stdout).toContain('│ plain');
    expect(stdout).toContain('│ local/tree refs/heads/main');
  });

  it('inputs with their types, variables, environment and the event', async () => {
    const script =
      'echo "${{ inputs.count > 3 }} ${{ inputs.flag }} ${{ vars.PLACE }} $LAYER $FROM_FILE ${{ github.event.extra }}"';
    const inputs = { count: { type: 'number', default: 1 }, flag: { type: 'boolean', default: false } };
    const plan = { on: { workflow_dispatch: { inputs } }, env: { LAYER: 'workflow' } };
    const jobs = { build: { 'runs-on': 'x', steps: [{ run: script }] } };
    await files({
      'ci.yml': JSON.stringify({ ...plan, jobs }),
      './env': 'FROM_FILE=file\n',
      './event.json': '{"extra":"more"}',
    });
    const given = ['--input', 'count=4', '--input', 'flag=true', '--var', 'PLACE=here', '--env', 'LAYER=given'];
    const { code, stdout } = await run([...given, '--env-file', 'env', '--event-file', 'event.json']);
    expect(code).toBe(0);
    expect(stdout).toContain('│ true true here given file more');
    expect((await run(['--input', 'count=many'])).code).toBe(2);
    expect((await run(['--input', 'other=1'])).code).toBe(2);
  });

  it('secrets, masked wherever they appear', async () => {
    await files({
      'ci.yml': oneJob('echo "got ${{ secrets.FIRST }} and ${{ secrets.SECOND }} and ${{ secrets.THIRD }}"'),
    });
    await writeFile(join(place.folder, 'secrets'), 'SECOND=second-value\n');
    const words = [
      '--secret',
      'FIRST',
      '--secret-file',
      join(place.folder, 'secrets'),
      '--secret',
      'THIRD=third-value',
    ];
    const { code, stdout, stderr } = await run(words, { env: { FIRST: 'first-value' } });
    expect(code).toBe(0);
    expect(stdout).toContain('│ got *** and *** and ***');
    expect(stdout + stderr).not.toMatch(/first-value|second-value|third-value/);
    expect(stderr).toMatch(/warning: --secret THIRD=\.\.\. shows its value/);
    expect(await run(['--secret', 'MISSING'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('MISSING is not set'),
    });
  });

  it('none of the tokens in the environment', async () => {
    await files({ 'ci.yml': oneJob('env') });
    const { stdout } = await run([], {
      env: { GITHUB_TOKEN: 'ghp_hidden', RAIBID_TOKEN: 'raibid_hidden', LANG: 'C.UTF-8' },
    });
    expect(stdout).not.toMatch(/_hidden/);
    expect(stdout).toContain('LANG=C.UTF-8');
  });

  it('artifacts of earlier jobs, and caches of earlier runs', async () => {
    const text = `
on: push
jobs:
  make:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/cache@v4
        id: cache
        with: { path: kept, key: one }
      - run: 'echo "hit: \${{ steps.cache.outputs.cache-hit }}"; mkdir -p kept; echo kept > kept/file'
      - run: echo made > made.txt
      - uses: actions/upload-artifact@v4
        with: { name: thing, path: made.txt }
  use:
    needs: make
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with: { name: thing }
      - run: cat made.txt
`;
    await files({ 'ci.yml': text });
    const first = await run();
    expect(first.code, first.stdout).toBe(0);
    expect(first.stdout).toMatch(/^use +│ made$/m);
    await execute('git', ['init', '--quiet'], { cwd: place.folder });
    const { stdout: newFiles } = await execute('git', ['status', '--short', '-uall'], { cwd: place.folder });
    expect(newFiles).not.toContain('.raibid/artifacts');
    const second = await run();
    expect(second.stdout).toContain('│ hit: true');
  });
});

describe('choosing', () => {
  it('takes the only workflow that the event starts, or the one that is named', async () => {
    await files({ 'a.yml': oneJob('echo pushed'), 'b.yml': oneJob('echo asked', 'workflow_dispatch') });
    expect((await run()).stdout).toContain('│ pushed');
    expect((await run(['--event', 'workflow_dispatch'])).stdout).toContain('│ asked');
    expect((await run(['b'])).stdout).toContain('│ asked');
    expect((await run(['.github/workflows/b.yml'])).stdout).toContain('│ asked');
    await files({ 'c.yml': oneJob('echo third') });
    expect(await run()).toMatchObject({ code: 2, stderr: expect.stringContaining('a.yml (push); c.yml (push)') });
    expect((await run(['--event', 'schedule'])).code).toBe(4);
  });

  it('lists workflows and draws their jobs without running them', async () => {
    await files({ 'ci.yml': pipeline });
    const list = await run(['--list']);
    expect(list.stdout).toMatch(/^Pipeline +deploy +build, lint +push +\.github\/workflows\/ci\.yml$/m);
    expect(JSON.parse((await run(['--list', '--json'])).stdout)[0]).toMatchObject({
      name: 'Pipeline',
      events: ['push'],
    });
    expect((await run(['--graph'])).stdout).toContain('│ needs build, lint │');
  });

  it('refuses an invalid workflow at its place', async () => {
    await files({ 'ci.yml': 'on: push\njobs:\n  a:\n    runs-on: x\n    stepz: []\n    steps: [{ run: echo }]\n' });
    const { code, stderr } = await run();
    expect(code).toBe(1);
    expect(stderr).toContain('at .github/workflows/ci.yml:5:5');
  });

  it('refuses a job for another system in words', async () => {
    await files({ 'ci.yml': oneJob('true').replace('ubuntu-latest', 'windows-latest') });
    const { code, stdout } = await run();
    expect(code).toBe(1);
    expect(stdout).toContain('this machine is no windows-latest');
  });

  it('says in one line that a remote action cannot be fetched', async () => {
    const steps = [{ uses: 'owner/name@v1' }];
    await files({ 'ci.yml': JSON.stringify({ on: 'push', jobs: { build: { 'runs-on': 'x', steps } } }) });
    const { code, stdout } = await run(['--actions-host', 'http://127.0.0.1:1']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/owner\/name@v1.*http:\/\/127\.0\.0\.1:1/);
  });
});

describe('running side by side', () => {
  const meeting = (name: string, other: string): object => ({
    'runs-on': 'x',
    steps: [{ run: `touch ${name}; for i in $(seq 100); do [ -e ${other} ] && exit 0; sleep 0.1; done; exit 1` }],
  });

  it('jobs meet when --max-parallel lets them, and do not otherwise', async () => {
    const [one, two] = [join(place.folder, 'one'), join(place.folder, 'two')];
    await files({ 'ci.yml': JSON.stringify({ on: 'push', jobs: { a: meeting(one, two), b: meeting(two, one) } }) });
    expect((await run(['--max-parallel', '2'])).code).toBe(0);
    const order = `echo start >> ${one}.log; sleep 0.2; echo end >> ${one}.log`;
    const jobs = Object.fromEntries(['a', 'b', 'c'].map((key) => [key, { 'runs-on': 'x', steps: [{ run: order }] }]));
    await files({ 'ci.yml': JSON.stringify({ on: 'push', jobs }) });
    expect((await run(['--max-parallel', '1'])).code).toBe(0);
    expect(await readFile(`${one}.log`, 'utf8')).toBe('start\nend\n'.repeat(3));
  });

  it('Ctrl-C cancels the jobs, and always() still runs', async () => {
    const steps = [
      { run: 'echo started; sleep 600' },
      { if: 'always()', run: `touch ${join(place.folder, 'cleaned')}` },
    ];
    const after = { 'runs-on': 'x', needs: 'slow', steps: [{ run: 'true' }] };
    await files({ 'ci.yml': JSON.stringify({ on: 'push', jobs: { slow: { 'runs-on': 'x', steps }, after } }) });
    const stop = new AbortController();
    const onOutput = (text: string): void => {
      if (text.includes('│ started')) stop.abort();
    };
    const { code, stdout } = await run([], { signal: stop.signal, onOutput });
    expect(code).toBe(1);
    expect(stdout).toMatch(/⊘ +slow +cancelled/);
    await expect(readFile(join(place.folder, 'cleaned'), 'utf8')).resolves.toBe('');
  });
});

function checkout(script: string): string {
  const steps = [{ uses: 'actions/checkout@v4' }, { run: script }];
  return JSON.stringify({ on: 'push', jobs: { build: { 'runs-on': 'ubuntu-latest', steps } } });
}
