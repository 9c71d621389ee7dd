import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { RaibidError } from '../../../shared/errors.ts';
import { programCommand } from '../../../shared/program-command.ts';
import { livingProcess } from './pid-file.ts';
import type { Service, ServiceInput } from './port.ts';

/** Longest time the supervisor takes to appear or to end k3s and go, in milliseconds. */
const patience = 60_000;
const lookEvery = 50;

/** k3s under a supervisor process of our own, in a session of its own: it outlives `setup`. */
export function supervisedService({ context, places, command }: ServiceInput): Service {
  const { pidFile, log } = places;
  const isRunning = async (): Promise<boolean> => (await livingProcess(pidFile)) !== null;

  async function stop(): Promise<void> {
    const noted = await livingProcess(pidFile);
    if (noted === null) return;
    process.kill(noted.pid, 'SIGTERM');
    if (await becomes(isRunning, false)) return;
    throw new RaibidError('provision_failed', `The supervisor of k3s (process ${noted.pid}) does not end.`);
  }

  return {
    isRunning,
    stop,
    async restart() {
      await stop();
      const [program, ...words] = [...programCommand('raibid-cli'), 'supervise', '--pid-file', pidFile, '--log', log];
      const child = spawn(program, [...words, '--', ...command], {
        stdio: 'ignore',
        detached: true,
        env: { ...context.env },
        cwd: '/',
      });
      child.unref();
      if (await becomes(isRunning, true)) return;
      throw new RaibidError('provision_failed', 'The supervisor of k3s did not start.', { hint: `Look at ${log}.` });
    },
    logHint: `Look at ${log}.`,
  };
}

async function becomes(condition: () => Promise<boolean>, wanted: boolean): Promise<boolean> {
  for (const end = performance.now() + patience; performance.now() < end; await sleep(lookEvery)) {
    if ((await condition()) === wanted) return true;
  }
  return false;
}
