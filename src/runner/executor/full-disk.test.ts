import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { jobMessage, layoutBelow, openPlace, run } from '../testing/job-fixture.ts';
import { defaultPath } from './host.ts';
import type { Executor } from './port.ts';
import { connectExecutor } from './remote/client.ts';

const serve = fileURLToPath(new URL('../testing/serve-stdio.ts', import.meta.url));

/** A place on a disk of 1 MiB, mounted in a namespace of its own: it is gone with its last process. */
async function openSmallDisk(root: string): Promise<Executor> {
  const disk = join(root, 'disk');
  const script = `mkdir -p ${disk} && mount -t tmpfs -o size=1m none ${disk} && exec "$@"`;
  const child = spawn(
    'unshare',
    ['--user', '--map-root-user', '--mount', 'sh', '-c', script, 'sh', process.execPath, serve],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const ended = once(child, 'close');
  return connectExecutor(
    { readable: child.stdout, writable: child.stdin },
    { isolation: 'none', layout: layoutBelow(disk), path: defaultPath, onEnd: async () => void (await ended) },
  );
}

test('a full disk is said in words, and the job ends as failed', async () => {
  await using place = await openPlace(openSmallDisk);
  const outcome = await place.run(
    jobMessage([
      run('head -c 3000000 /dev/zero > big', { continueOnError: true }),
      run(`echo ${'x'.repeat(10_000)}`),
      run('rm big', { if: { $expr: 'always()' } }),
    ]),
  );
  expect(outcome.conclusion).toBe('failure');
  expect(outcome.lines[0]).toContain('No space left on device');
  expect(outcome.lines.some((line) => line.startsWith('##[error]No space left on the disk while writing'))).toBe(true);
});
