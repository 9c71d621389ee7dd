import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../../../../test/support/until.ts';
import { tempFolder } from '../../../server/testing/temp-folder.ts';
import { programCommand } from '../../../shared/program-command.ts';
import { livingProcess } from './pid-file.ts';
import { supervise } from './supervisor.ts';

test('a program that ends is started again until the signal, and what it says goes into the log', async () => {
  const folder = await tempFolder();
  const log = join(folder, 'log');
  const stop = new AbortController();
  const ended = supervise({
    command: ['sh', '-c', 'echo started; exit 7'],
    log,
    pidFile: join(folder, 'pid'),
    env: process.env,
    signal: stop.signal,
    restartAfter: 10,
  });
  await until('it was started three times', async () => {
    const text = await readFile(log, 'utf8').catch(() => '');
    return text.split('started\n').length > 3;
  });
  stop.abort();
  await ended;
  expect(await readFile(log, 'utf8')).toContain('raibid-cli: the program ended with 7; starting it again\n');
  expect(await livingProcess(join(folder, 'pid'))).toBeNull();
});

test('as a process: SIGTERM ends the program but not what that has left running, and a second supervisor is refused', async () => {
  const folder = await tempFolder();
  const pidFile = join(folder, 'pid');
  const child = join(folder, 'child');
  const words = ['supervise', '--pid-file', pidFile, '--log', join(folder, 'log'), '--'];
  const script = `setsid sleep 1000 & echo $! > ${child}; trap 'echo bye; exit 0' TERM; while :; do sleep 0.1; done`;
  const [program, ...rest] = [...programCommand('raibid-cli'), ...words, 'sh', '-c', script];
  const supervisor = spawn(program, rest, { stdio: 'ignore' });
  const exit = once(supervisor, 'exit');
  await until('the program runs', async () => (await readFile(child, 'utf8').catch(() => '')) !== '');
  const noted = await livingProcess(pidFile);
  expect(noted?.pid).toBe(supervisor.pid);
  await expect(
    supervise({ command: ['true'], log: join(folder, 'log2'), pidFile, env: {}, signal: AbortSignal.timeout(5000) }),
  ).rejects.toMatchObject({ code: 'conflict' });
  supervisor.kill('SIGTERM');
  await exit;
  expect(await readFile(join(folder, 'log'), 'utf8')).toBe('bye\n');
  const left = Number(await readFile(child, 'utf8'));
  expect(() => process.kill(left, 0)).not.toThrow();
  process.kill(left, 'SIGKILL');
});

test('a number in a pid file that another process has by now counts for nothing', async () => {
  const folder = await tempFolder();
  await writeFile(join(folder, 'pid'), `${process.pid} 1\n`);
  expect(await livingProcess(join(folder, 'pid'))).toBeNull();
});
