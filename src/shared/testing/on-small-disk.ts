import { spawnSync } from 'node:child_process';

/** Runs a script of TypeScript in a folder that is a file system of this size (`1m`) of its own, in a user and mount namespace; answers the JSON that it prints. */
export function onSmallDisk(folder: string, size: string, script: string): unknown {
  const commands = 'mount -t tmpfs -o size="$1" none "$2" && exec "$3" "$4" "$2"';
  const shell = ['sh', '-c', commands, 'sh', size, folder, process.execPath, script];
  const run = spawnSync('unshare', ['--user', '--map-root-user', '--mount', ...shell], { encoding: 'utf8' });
  if (run.error !== undefined) throw new Error('this test needs `unshare`: install the package util-linux');
  if (run.status !== 0) throw new Error(`the small disk did not work (user namespaces allowed?): ${run.stderr}`);
  return JSON.parse(run.stdout);
}
