import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../commands.ts';
import { raibidCli } from '../testing/capture.ts';

const execute = promisify(execFile);
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'raibid-completion-'));
  await writeFile(join(folder, 'raibid.bash'), (await raibidCli(['completion', 'bash'])).stdout);
  await writeFile(join(folder, 'event.json'), '{}');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a real bash offers for a command line whose last word is being typed. */
async function offers(...words: string[]): Promise<string[]> {
  const script = `
    set -eu; source ./raibid.bash
    COMP_WORDS=(raibid-cli "$@"); COMP_CWORD=$#; COMPREPLY=()
    _raibid_cli || true
    for word in "\${COMPREPLY[@]+"\${COMPREPLY[@]}"}"; do printf '%s\\n' "$word"; done`;
  const { stdout } = await execute('bash', ['-c', script, 'bash', ...words], { cwd: folder });
  return stdout.split('\n').filter((word) => word !== '');
}

describe('completion in bash', () => {
  it('offers commands and groups', async () => {
    const words = [...new Set(commands.map((command) => command.name.split(' ')[0]))];
    expect((await offers('')).sort()).toEqual(words.sort());
    expect(await offers('ru')).toEqual(['run', 'runs']);
  });

  it('offers the commands of a group', async () => {
    expect(await offers('runs', '')).toEqual(['list', 'view', 'watch', 'cancel', 'delete', 'approve', 'rerun']);
    expect(await offers('workflow', 'l')).toEqual(['lint', 'list']);
  });

  it('offers the options of a command', async () => {
    expect(await offers('logs', '--fo')).toEqual(['--follow']);
    expect(await offers('runs', 'list', '--')).toEqual(
      expect.arrayContaining(['--repo', '--json', '--server', '--help']),
    );
    expect(await offers('--v')).toEqual(['--version']);
  });

  it('offers the values of an option', async () => {
    expect(await offers('up', '--isolation', '')).toEqual(['auto', 'sandbox', 'none']);
    expect(await offers('runs', 'list', '--status', 'in')).toEqual(['in_progress']);
    expect(await offers('run', '--event-file', 'ev')).toEqual(['event.json']);
    expect(await offers('up', '--port', '')).toEqual([]);
  });

  it('goes on after options', async () => {
    expect(await offers('logs', '-f', '12', '--att')).toEqual(['--attempt']);
    expect(await offers('completion', '')).toEqual(['bash', 'zsh', 'fish']);
  });
});

describe('completion in other shells', () => {
  it.each(['zsh', 'fish'])('the script for %s names every command and option', async (shell) => {
    const { stdout } = await raibidCli(['completion', shell]);
    for (const command of commands) {
      expect(stdout).toContain(command.name);
      for (const option of command.options ?? []) expect(stdout).toContain(option.flag);
    }
  });
});
