import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { commands } from './commands.ts';
import { groupSummary } from './program.ts';
import { raibidCli } from './testing/capture.ts';

describe('the command line', () => {
  it('shows every command or its group in the help, on standard output', async () => {
    const { code, stdout, stderr } = await raibidCli(['--help']);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    for (const command of commands) expect(stdout).toContain(`\n  ${command.name.split(' ')[0]}`);
  });

  it('shows the same help without words', async () => {
    expect((await raibidCli([])).stdout).toBe((await raibidCli(['--help'])).stdout);
  });

  for (const command of commands) {
    it(`explains \`${command.name}\` with its options`, async () => {
      const { code, stdout } = await raibidCli([...command.name.split(' '), '--help']);
      expect(code).toBe(0);
      expect(stdout).toContain(`${command.summary}.`);
      for (const option of command.options ?? []) expect(stdout).toContain(`--${option.flag}`);
    });
  }

  it('prints the version of package.json', async () => {
    const manifest = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
    expect((await raibidCli(['--version'])).stdout).toBe(`${manifest.version}\n`);
  });

  it('suggests what was meant and exits 2', async () => {
    const { code, stdout, stderr } = await raibidCli(['rums', 'list']);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toBe("error: unknown command 'rums'\n  hint: Did you mean runs?\n");
  });

  it('says in the help what each group of commands is about', () => {
    const groups = new Set(
      commands.filter(({ name }) => name.includes(' ')).map(({ name }) => name.split(' ')[0] ?? ''),
    );
    expect([...groups].filter((group) => groupSummary(group) === '')).toEqual([]);
  });

  it('refuses an unfinished command with the help of its group', async () => {
    const { code, stdout, stderr } = await raibidCli(['repo']);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('Usage: raibid-cli repo');
    expect(stderr).toContain("error: 'repo' needs a command after it");
  });

  it.each([
    [['runs', 'list', '--nonsense'], "unknown option '--nonsense'"],
    [['runs', 'list', '--limit', 'many'], '--limit must be a whole number from 1 to 200'],
    [['runs', 'list', '--status', 'bad'], 'Allowed choices are queued, waiting, in_progress, completed'],
    [['repo', 'create'], "missing required argument 'name'"],
    [['queue', 'more'], 'too many arguments'],
    [['secrets', 'set', 'NAME', 'value'], 'hint: For example: raibid-cli secrets set DEPLOY_TOKEN --repo demo'],
    [['jobs', 'retry', '1'], "'1' is no job id"],
    [['completion', 'tcsh'], "no completion for 'tcsh'"],
  ])('refuses %j in words', async (words, message) => {
    const { code, stderr } = await raibidCli(words, {
      env: { RAIBID_SERVER: 'http://127.0.0.1:1', RAIBID_TOKEN: 't' },
    });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('prints errors as JSON when JSON was asked for', async () => {
    const { code, stdout, stderr } = await raibidCli(['runs', 'list', '--json']);
    expect(code).toBe(9);
    expect(stdout).toBe('');
    expect(JSON.parse(stderr).error).toMatchObject({
      code: 'unreachable',
      hint: expect.stringContaining('raibid-cli up'),
    });
  });

  it('writes colours to terminals only, and not with NO_COLOR', async () => {
    const words = ['runs', 'list', '--limit', '0'];
    expect((await raibidCli(words, { columns: 80 })).stderr).toContain('\u001b[31m');
    expect((await raibidCli(words)).stderr).not.toContain('\u001b');
    expect((await raibidCli(words, { columns: 80, env: { NO_COLOR: '1' } })).stderr).not.toContain('\u001b');
  });

  it('loads nothing but commander and command data for the help', async () => {
    const script = `
      import { registerHooks } from 'node:module';
      const loaded = [];
      registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
      const { main } = await import(${JSON.stringify(new URL('./main.ts', import.meta.url).href)});
      const output = { write() {}, isTTY: false, columns: 80 };
      await main({ argv: ['--help'], env: {}, cwd: '/', stdin: process.stdin, stdout: output, stderr: output, signal: new AbortController().signal });
      console.log(JSON.stringify(loaded));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
    const loaded: string[] = JSON.parse(stdout);
    const packages = new Set(loaded.flatMap((url) => /node_modules\/([^/]+)/.exec(url)?.[1] ?? []));
    expect([...packages]).toEqual(['commander']);
    const parts = new Set(loaded.flatMap((url) => /\/src\/([a-z]+)\//.exec(url)?.[1] ?? []));
    expect([...parts].sort()).toEqual(['cli', 'shared']);
  });
});
