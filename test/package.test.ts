import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../scripts/command.ts';

const execute = promisify(execFile);
const minutes = 60_000;

/** The package as people get it: packed, then installed globally below an empty folder. */
let folder = '';
let cli = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'raibid-package-'));
  await execute('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: root, maxBuffer: 1e8 });
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? 'no tarball';
  const prefix = join(folder, 'prefix');
  await execute('npm', [
    'install',
    '--global',
    '--prefix',
    prefix,
    '--prefer-offline',
    '--no-audit',
    join(folder, tarball),
  ]);
  cli = join(prefix, 'bin/raibid-cli');
}, 5 * minutes);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the lock file', () => {
  it('is all that `npm ci` asks for, on every platform', async () => {
    const copy = join(folder, 'locked');
    for (const file of ['package.json', 'package-lock.json']) await cp(join(root, file), join(copy, file));
    const { stdout } = await execute('npm', ['ci', '--dry-run', '--ignore-scripts', '--offline'], { cwd: copy });
    expect(stdout).toContain('add vitest');
  });
});

describe('the package', () => {
  it('holds programs, dashboard and licences, and no sources', async () => {
    const installed = join(folder, 'prefix/lib/node_modules/raibid-ci');
    const files = await readdir(installed, { recursive: true });
    expect(files).toEqual(
      expect.arrayContaining([
        'dist/raibid-cli.js',
        'dist/web/index.html',
        'docs/workflows.md',
        'launchers/raibid-cli',
      ]),
    );
    expect(files.filter((file) => !file.startsWith('node_modules') && /^src|\.ts$/.test(file))).toEqual([]);
    expect(await readFile(join(installed, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8')).toContain('fastify');
  });

  it('brings its Node and no library: what src/ imports is bundled (devDependencies)', async () => {
    const packages = await readdir(join(folder, 'prefix/lib/node_modules/raibid-ci/node_modules'));
    expect(packages.filter((name) => !name.startsWith('.'))).toEqual([
      expect.stringMatching(/^node-linux-(x64|arm64)$/),
    ]);
  });

  it('shows its help and version', async () => {
    expect((await execute(cli, ['--help'])).stdout).toContain('Usage: raibid-cli');
    const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    expect((await execute(cli, ['--version'])).stdout).toBe(`${manifest.version}\n`);
  });

  it(
    'checks and runs a workflow with no server',
    async () => {
      const tree = join(folder, 'tree');
      await cp(join(root, 'scripts/demo/sample'), tree, { recursive: true });
      await execute(cli, ['workflow', 'lint'], { cwd: tree });
      const { stdout } = await execute(cli, ['run', '--job', 'lint'], { cwd: tree });
      expect(stdout).toContain('✓ CI: success');
    },
    2 * minutes,
  );

  it(
    'starts the platform, takes a push and runs it',
    async () => {
      const data = join(folder, 'data');
      const platform = spawn(cli, ['up', '--port', '0', '--data-dir', data], { stdio: ['ignore', 'pipe', 'inherit'] });
      try {
        const url = await addressOf(platform);
        const at = ['--data-dir', data];
        const { stdout: cloneUrl } = await execute(cli, ['repo', 'create', 'demo', ...at]);
        expect(cloneUrl.trim()).toBe(`${url}/git/local/demo.git`);
        await push(cloneUrl.trim(), data);
        const watched = await execute(cli, ['runs', 'watch', ...at]);
        expect(watched.stdout).toMatch(/✓ run \d+ success/);
        const { stdout: log } = await execute(cli, ['logs', ...at]);
        expect(log).toContain('hello from the package');
        const page = await fetch(url);
        expect(await page.text()).toContain('<!doctype html');
      } finally {
        platform.kill('SIGTERM');
        await once(platform, 'exit');
      }
      expect(platform.exitCode).toBe(0);
    },
    3 * minutes,
  );
});

/** The address that `up` prints first. */
async function addressOf(platform: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of platform.stdout ?? []) {
    text += chunk;
    const found = /is up at (http:\S+)/.exec(text);
    if (found?.[1] !== undefined) return found[1];
  }
  throw new Error(`up ended without an address: ${text}`);
}

async function push(cloneUrl: string, data: string): Promise<void> {
  const tree = join(folder, 'pushed');
  const workflow =
    'on: push\njobs:\n  hello:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo hello from the package\n';
  await cp(join(root, 'LICENSE'), join(tree, 'LICENSE'));
  await cp(join(root, 'LICENSE'), join(tree, '.github/workflows/placeholder'));
  await writeFile(join(tree, '.github/workflows/ci.yml'), workflow);
  const token = (await readFile(join(data, 'admin-token'), 'utf8')).trim();
  const env = {
    ...process.env,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.extraHeader',
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${Buffer.from(`git:${token}`).toString('base64')}`,
  };
  const git = (...words: string[]): Promise<unknown> =>
    execute('git', ['-c', 'user.name=T', '-c', 'user.email=t@localhost', ...words], { cwd: tree, env });
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'Say hello');
  await git('push', '--quiet', cloneUrl, 'main');
}
