import { execFile } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../server/testing/temp-folder.ts';
import { programCommand } from '../../../shared/program-command.ts';
import { raibidCli } from '../../testing/capture.ts';

test('doctor looks at this machine and says in one line each what it saw', async () => {
  const { stdout, code } = await raibidCli(['doctor']);
  expect(stdout).toMatch(/^✓ architecture {6}(x86-64|ARM64), Linux /);
  expect(stdout).toMatch(/✓ git +\/usr\/bin\/git/);
  expect(stdout).toMatch(/\n\d+ ok, \d+ to look at, (\d+) failed\n$/);
  expect(code).toBe(/ 0 failed\n$/.test(stdout) ? 0 : 1);
});

test('with --json it prints the same for scripts', async () => {
  const { stdout } = await raibidCli(['doctor', '--json', '--for', 'embedded']);
  const { state, checks } = JSON.parse(stdout) as { state: string; checks: { name: string; state: string }[] };
  expect(['ok', 'warn', 'fail']).toContain(state);
  expect(checks.map(({ name }) => name)).toContain('sandbox');
  expect(checks.map(({ name }) => name)).not.toContain('cgroups');
});

test('a disk that is nearly full fails, and so does the command', async () => {
  const folder = await tempFolder();
  await chmod(folder, 0o755);
  // A disk of 64 MiB, mounted in a namespace of its own: it is gone with the command.
  const script = `mount -t tmpfs -o size=64m none ${folder} && exec "$@"`;
  const doctor = [...programCommand('raibid-cli'), 'doctor', '--for', 'embedded', '--data-dir', `${folder}/data`];
  const words = ['--user', '--map-root-user', '--mount', 'sh', '-c', script, 'sh', ...doctor];
  const { code, stdout } = await new Promise<{ code: unknown; stdout: string }>((resolve) => {
    execFile('unshare', words, (error, out) => resolve({ code: error?.code ?? 0, stdout: out }));
  });
  expect(stdout).toContain(`✗ data folder      0.1 GiB free of 0.1 GiB for ${folder}/data (on ${folder})`);
  expect(code).toBe(1);
});
