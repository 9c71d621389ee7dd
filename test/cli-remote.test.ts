import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Captured, raibidCli } from '../src/cli/testing/capture.ts';
import { commitFiles, initTree } from '../src/server/testing/git.ts';
import {
  finished,
  type Platform,
  runOf,
  startPlatform,
  type TestRepository,
  workflowPath,
} from './support/platform.ts';
import { until } from './support/until.ts';

const execute = promisify(execFile);

const workflow = `
name: Sample
on:
  push:
  workflow_dispatch:
    inputs:
      word: { default: none }
jobs:
  first:
    runs-on: ubuntu-latest
    steps:
      - run: |
          echo "word is \${{ inputs.word }}"
          mkdir out && echo content > out/file.txt
      - uses: actions/upload-artifact@v4
        with: { name: result, path: out }
  second:
    needs: first
    runs-on: ubuntu-latest
    strategy:
      matrix:
        size: [1, 2]
    steps:
      - run: echo "size \${{ matrix.size }}"
`;

const slow = `
name: Slow
on: push
jobs:
  wait:
    runs-on: ubuntu-latest
    steps:
      - run: echo waiting; sleep 600
  after:
    needs: wait
    runs-on: ubuntu-latest
    steps:
      - run: true
`;

let platform: Platform;
let repository: TestRepository;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'raibid-cli-test-'));
  platform = await startPlatform({ isolation: 'none' });
  repository = await platform.repository('sample');
});
afterAll(async () => {
  await platform.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A command line against the platform, which it finds in its data folder. */
const local = () => ({ RAIBID_DATA_DIR: platform.dataDir });

function cli(...words: string[]): Promise<Captured> {
  return raibidCli(words, { env: local(), cwd: folder });
}

async function json(...words: string[]): Promise<unknown> {
  const { stdout, stderr } = await cli(...words, '--json');
  return stdout === '' ? stderr : JSON.parse(stdout);
}

describe('repositories', () => {
  it('are created below local, listed and deleted', async () => {
    const created = await cli('repo', 'create', 'scratch');
    expect(created).toMatchObject({ code: 0, stdout: `${platform.client.url}/git/local/scratch.git\n` });
    expect((await cli('repo', 'list')).stdout).toMatch(/local\/scratch +main/);
    expect(await json('repo', 'list')).toEqual(
      expect.arrayContaining([expect.objectContaining({ fullName: 'local/scratch' })]),
    );
    expect((await cli('repo', 'create', 'scratch')).code).toBe(5);
    const asked = await cli('repo', 'delete', 'scratch');
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
    expect(await cli('repo', 'delete', 'scratch', '--yes')).toMatchObject({ code: 0, stdout: '' });
    expect((await cli('repo', 'list')).stdout).not.toContain('scratch');
    expect((await cli('repo', 'delete', 'scratch', '--yes')).code).toBe(4);
    const named = await cli('repo', 'create', 'two words');
    expect(named).toMatchObject({ code: 2, stderr: expect.stringMatching(/error: fullName: must be .*\n.*--help/) });
  });
});

describe('a run', () => {
  let runId = '';

  it('leaves the queue empty before the first', async () => {
    expect((await cli('queue')).stdout).toBe('No job waits or runs.\n');
  });

  it('is followed from push to end, and its result is the exit code', async () => {
    const sha = await repository.push({ [workflowPath]: workflow }, 'Add a workflow');
    runId = (await runOf(platform.client, sha)).id;
    const { code, stdout } = await cli('runs', 'watch', runId);
    expect(code).toBe(0);
    expect(stdout).toMatch(/✓ first success/);
    expect(stdout).toMatch(new RegExp(`✓ run ${runId} success`));
  });

  it('is listed and shown with its jobs', async () => {
    const list = await cli('runs', 'list', '--repo', 'sample');
    expect(list.stdout).toMatch(/✓ +\d+ +Add a workflow +Sample +local\/sample +main +push +success/);
    expect(await json('runs', 'list', '--status', 'queued')).toEqual([]);
    const view = await cli('runs', 'view', runId);
    expect(view.stdout).toContain(`✓ Add a workflow · run ${runId}`);
    expect(view.stdout).toMatch(/✓ +second \(1\) +success/);
    expect(await json('runs', 'view')).toMatchObject({ id: runId, conclusion: 'success' });
  });

  it('has logs by job name, by key and for all jobs', async () => {
    expect((await cli('logs', runId, 'first')).stdout).toContain('\nword is \n');
    expect((await cli('logs', runId, 'second (2)')).stdout).toContain('\nsize 2\n');
    const all = (await cli('logs', runId)).stdout;
    expect(all).toMatch(/^second \(1\) │ size 1$/m);
    expect(all).toMatch(/^first +│ word is $/m);
    expect((await cli('logs', '-f', runId, 'second')).stdout).toMatch(/^second \(2\) │ size 2$/m);
    expect((await cli('logs', '-t', runId, 'first')).stdout).toMatch(/^\d{4}-\d\d-\d\dT.*Z word is $/m);
    const lines = (await cli('logs', '--json', runId, 'first')).stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).x)).toContain('word is ');
    const none = await cli('logs', runId, 'third');
    expect(none).toMatchObject({ code: 4, stderr: expect.stringContaining('first, second (1), second (2)') });
  });

  it('gives its artifacts', async () => {
    expect((await cli('artifacts', 'list', runId)).stdout).toMatch(/result +\d+ B/);
    expect((await cli('artifacts', 'download', runId, '--output', 'here')).code).toBe(0);
    expect(await readFile(join(folder, 'here/result/file.txt'), 'utf8')).toBe('content\n');
    expect((await cli('artifacts', 'download', runId, 'nothing')).code).toBe(4);
  });

  it('is drawn in place on a terminal', async () => {
    const env = { RAIBID_DATA_DIR: platform.dataDir };
    const { code, stdout } = await raibidCli(['runs', 'watch', runId], { env, columns: 80 });
    expect(code).toBe(0);
    expect(stdout).toContain('\u001b[?25l');
    expect(stdout).toMatch(/second \(2\)/);
    expect(stdout.endsWith('\u001b[?25h')).toBe(true);
  });

  it('runs again', async () => {
    expect((await cli('runs', 'rerun', runId)).code).toBe(0);
    await until('the second attempt', async () => (await finished(platform.client, runId)).attempt === 2);
    expect((await cli('runs', 'watch', runId)).code).toBe(0);
    expect((await cli('runs', 'view', runId)).stdout).toContain('attempt 2');
  });

  it('belongs to a workflow that is listed with what starts it and its inputs', async () => {
    const { code, stdout } = await cli('workflow', 'list', 'sample');
    expect(code).toBe(0);
    expect(stdout).toMatch(/ci\.yml +Sample +push, workflow_dispatch +word=none\n/);
    expect(JSON.parse((await cli('workflow', 'list', 'sample', '--ref', 'main', '--json')).stdout)).toMatchObject({
      ref: 'refs/heads/main',
      workflows: [{ path: workflowPath, inputs: { word: { type: 'string', default: 'none' } } }],
    });
    expect((await cli('workflow', 'list', 'sample', '--ref', 'none')).stderr).toContain('no branch or tag "none"');
  });

  it('is started by hand with inputs', async () => {
    const { code, stdout } = await cli('workflow', 'dispatch', 'sample', 'ci.yml', '--input', 'word=given', '--watch');
    expect(code).toBe(0);
    const found = /run (\d+) success/.exec(stdout)?.[1] ?? '';
    expect((await cli('logs', found, 'first')).stdout).toContain('word is given');
    const unwatched = await cli('workflow', 'dispatch', 'sample', 'ci.yml');
    expect(unwatched.stderr).toBe(`Follow it: raibid-cli runs watch ${unwatched.stdout}`);
    expect((await cli('runs', 'watch', unwatched.stdout.trim())).code).toBe(0);
    const bad = await cli('workflow', 'dispatch', 'sample', 'ci.yml', '--input', 'nothing=1');
    expect(bad.code).toBe(2);
  });
});

describe('a run that waits', () => {
  it('says in words why, and is cancelled', async () => {
    const other = await platform.repository('slow');
    const sha = await other.push({ [workflowPath]: slow });
    const { id } = await runOf(platform.client, sha);
    await until('the first job runs', async () => (await cli('runs', 'view', id)).stdout.includes('running'));
    const view = (await cli('runs', 'view', id)).stdout;
    expect(view).toMatch(/after +waiting .*wait/);
    const early = await cli('logs', id, 'after');
    expect(early).toMatchObject({ code: 5, stderr: expect.stringContaining('has not started') });
    expect((await cli('agents', 'list')).stdout).toMatch(/busy +\d+-[0-9a-f]{12}/);
    expect((await cli('queue')).stdout).toMatch(/default +0 +1/);
    const watched = cli('runs', 'watch', id);
    expect((await cli('runs', 'cancel', id)).code).toBe(0);
    expect(await watched).toMatchObject({ code: 1, stdout: expect.stringContaining('cancelled') });
  });
});

describe('the connection', () => {
  it('prints the token', async () => {
    expect((await cli('token')).stdout).toBe(`${platform.token}\n`);
  });

  it('answers git with the token, for its own address only', async () => {
    const { host } = new URL(platform.client.url);
    const ask = async (operation: string, where: string) =>
      (await raibidCli(['git-credential', operation], { env: local(), stdin: `protocol=http\nhost=${where}\n\n` }))
        .stdout;
    expect(await ask('get', host)).toBe(`username=raibid\npassword=${platform.token}\n`);
    expect(await ask('get', 'elsewhere.invalid')).toBe('');
    expect(await ask('store', host)).toBe('');
  });

  it('makes a repository and its remote, which git pushes to without a question', async () => {
    const tree = join(folder, 'tree');
    const launchers = join(import.meta.dirname, '..', 'launchers');
    const env = {
      ...process.env,
      ...local(),
      HOME: folder,
      GIT_TERMINAL_PROMPT: '0',
      PATH: `${launchers}:${process.env.PATH}`,
    };
    const git = (...words: string[]) =>
      execute('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid', ...words], { cwd: tree, env });
    await mkdir(tree);
    await git('init', '--quiet');
    await git('commit', '--quiet', '--allow-empty', '--message', 'first');
    const made = await raibidCli(['repo', 'create', 'with-remote', '--remote', 'raibid'], { env, cwd: tree });
    expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining('git push raibid HEAD:main') });
    await git('push', '--quiet', 'raibid', 'HEAD:main');
    expect((await git('ls-remote', 'raibid')).stdout).toContain('refs/heads/main');
    const here = (...words: string[]) => raibidCli(words, { env, cwd: tree });
    expect((await here('vars', 'set', 'PLACE', 'here')).stderr).toContain('of local/with-remote');
    expect((await here('vars', 'list', '--env', 'production')).stderr).toContain('with-remote, environment production');
    expect((await here('runs', 'view')).stderr).toContain('there is no run yet of local/with-remote');
    expect((await here('vars', 'list', '--owner', 'local')).stderr).toContain('owner local');
    const known = await here('repo', 'create', 'with-remote', '--remote', 'second');
    expect(known).toMatchObject({ code: 5, stderr: expect.stringContaining('git remote add second http://') });
    const again = await raibidCli(['repo', 'create', 'another', '--remote', 'raibid'], { env, cwd: tree });
    expect(again).toMatchObject({ code: 5, stderr: expect.stringContaining('remote raibid already exists') });
  });

  it('makes a remote that git pushes to with a token file and without the environment of `repo create`', async () => {
    const tree = join(folder, 'with token file');
    const tokenFile = join(folder, 'given token');
    await writeFile(tokenFile, `${platform.token}\n`);
    const launchers = join(import.meta.dirname, '..', 'launchers');
    const env = { HOME: join(folder, 'home'), PATH: `${launchers}:${process.env.PATH}`, GIT_TERMINAL_PROMPT: '0' };
    await initTree(tree);
    await commitFiles(tree, { file: 'content' });
    const words = ['repo', 'create', 'token-file', '--remote', 'raibid', '--server', platform.client.url];
    const made = await raibidCli([...words, '--token-file', '../given token'], { env, cwd: tree });
    expect(made.code).toBe(0);
    await execute('git', ['push', '--quiet', 'raibid', 'HEAD:main'], { cwd: tree, env });
    const { stdout } = await execute('git', ['ls-remote', 'raibid'], { cwd: tree, env });
    expect(stdout).toContain('refs/heads/main');
  });

  it('says that pushes need the token that stands in no file', async () => {
    const env = { RAIBID_SERVER: platform.client.url, RAIBID_TOKEN: platform.token };
    const made = await raibidCli(['repo', 'create', 'token-in-environment'], { env });
    expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining('needs the token in RAIBID_TOKEN') });
  });

  it('refuses a wrong token in words', async () => {
    const { code, stderr } = await raibidCli(['runs', 'list'], {
      env: { RAIBID_SERVER: platform.client.url, RAIBID_TOKEN: 'raibid_admin_wrong' },
    });
    expect(code).toBe(6);
    expect(stderr).toContain('--token-file');
  });

  it('takes the token from a file', async () => {
    const file = join(folder, 'token');
    await writeFile(file, `${platform.token}\n`);
    const words = ['runs', 'list', '--server', `${platform.client.url}/`, '--token-file', 'token'];
    expect((await raibidCli(words, { cwd: folder })).code).toBe(0);
  });

  it('sends the local token to no other server', async () => {
    const seen: string[] = [];
    const stranger = createServer((request, response) => {
      seen.push(String(request.headers.authorization));
      response.end('{}');
    }).listen(0, '127.0.0.1');
    await until('the stranger listens', () => stranger.listening);
    const address = stranger.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { code, stderr } = await cli('runs', 'list', '--server', `http://127.0.0.1:${port}`);
    stranger.close();
    expect(code).toBe(6);
    expect(stderr).toContain('no token is known');
    expect(seen).toEqual([]);
  });

  it('says when nobody answers', async () => {
    const env = { RAIBID_SERVER: 'http://127.0.0.1:1', RAIBID_TOKEN: 'x' };
    const { code, stderr } = await raibidCli(['queue'], { env });
    expect(code).toBe(9);
    expect(stderr).toContain('http://127.0.0.1:1 does not answer');
  });
});
