import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runTool } from '../steps/run-tool.ts';
import { executorConformance, type TestExecutor } from '../testing/executor-conformance.ts';
import { openHost } from '../testing/job-fixture.ts';
import type { ChildHandle, Executor } from './port.ts';

const env = { PATH: '/usr/bin:/bin' };

async function open(): Promise<TestExecutor> {
  const root = await mkdtemp(join(tmpdir(), 'raibid-host-'));
  const executor = await openHost(root);
  await expect.poll(() => parentOfProcess(executor)).toBe('perl');
  return {
    executor,
    [Symbol.asyncDispose]: async () => {
      await executor.close(0);
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** The same place while its spawner is taken by a process that stays: the others are started without it. */
async function openBusy(): Promise<TestExecutor> {
  const place = await open();
  await startSleeper(place.executor);
  expect(await parentOfProcess(place.executor)).not.toBe('perl');
  return place;
}

/** Name of the program that starts processes. */
async function parentOfProcess(executor: Executor): Promise<string> {
  const script = 'cat /proc/$PPID/comm';
  const { stdout } = await runTool(executor, { argv: ['sh', '-c', script], cwd: '/', env });
  return stdout.toString().trim();
}

/** A process that says who started it, then sleeps. */
async function startSleeper(executor: Executor): Promise<{ child: ChildHandle; parent: number }> {
  const child = await executor.spawn({ argv: ['sh', '-c', 'echo $PPID; sleep 600'], cwd: '/', env });
  child.stderr.resume();
  const [line] = await once(child.stdout, 'data');
  child.stdout.resume();
  return { child, parent: Number(String(line)) };
}

executorConformance('host', open);
executorConformance('host, without its spawner', openBusy);

test('a process whose spawner is killed is killed too, and later ones start without it', async () => {
  await using place = await open();
  const { child, parent } = await startSleeper(place.executor);
  process.kill(parent, 'SIGKILL');
  expect(await child.exit).toEqual({ code: null, signal: 'SIGKILL' });
  expect(await parentOfProcess(place.executor)).not.toBe('perl');
});

test('a process that is killed while it waits for its order is replaced', async () => {
  await using place = await open();
  const { stdout } = await runTool(place.executor, { argv: ['sh', '-c', 'echo $PPID'], cwd: '/', env });
  const spawner = stdout.toString().trim();
  const waiting = () => readFile(`/proc/${spawner}/task/${spawner}/children`, 'utf8').then(Number);
  await expect.poll(waiting).toBeGreaterThan(0);
  const killed = await waiting();
  process.kill(killed, 'SIGKILL');
  await expect.poll(waiting).not.toBe(killed);
  expect(await parentOfProcess(place.executor)).toBe('perl');
});

test('closing the place ends the spawner', async () => {
  await using place = await open();
  const { parent } = await startSleeper(place.executor);
  await place.executor.close(0);
  await expect.poll(() => isThere(parent)).toBe(false);
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
