import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './testing/temporary-folder.ts';

const script = fileURLToPath(new URL('./testing/fill-disk.ts', import.meta.url));

/** Runs the script with a file system of 1 MiB of its own, in a user and mount namespace. */
function onSmallDisk(): unknown {
  const commands = 'mount -t tmpfs -o size=1m none "$1" && exec "$2" "$3" "$1"';
  const shell = ['sh', '-c', commands, 'sh', temporaryFolder(), process.execPath, script];
  const run = spawnSync('unshare', ['--user', '--map-root-user', '--mount', ...shell], { encoding: 'utf8' });
  if (run.error !== undefined) throw new Error('this test needs `unshare`: install the package util-linux');
  if (run.status !== 0) throw new Error(`the small disk did not work (user namespaces allowed?): ${run.stderr}`);
  return JSON.parse(run.stdout);
}

describe('a full disk', () => {
  it('refuses files and log lines in words, leaves no half of them, and goes on when there is room', () => {
    expect(onSmallDisk()).toEqual({
      file: 'disk_full',
      missing: 'not_found',
      log: 'disk_full',
      readable: true,
      again: { lines: 500 },
    });
  });
});
