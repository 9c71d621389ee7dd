import { readdir, readFile } from 'node:fs/promises';
import { signalGroup } from './host-process.ts';

/** Variable that marks every process of a job; children inherit it, also those that leave their process group. */
export const jobMarker = 'RAIBID_JOB';

/** After KILL, processes are looked for at most this long (a process in disk sleep cannot be killed). */
const killRounds = 500;
const roundMilliseconds = 20;

/**
 * Ends all processes of a job: TERM to its process groups and to every marked process, KILL after the grace, again
 * until none is left. Resolves at once when there is none.
 */
export async function endJobProcesses(mark: string, running: ReadonlySet<number>, grace: number): Promise<void> {
  await signalJob(mark, running, 'SIGTERM');
  const deadline = performance.now() + grace;
  while (performance.now() < deadline) {
    if (!(await anyLeft(mark, running))) return;
    await pause();
  }
  for (let round = 0; round < killRounds; round++) {
    await signalJob(mark, running, 'SIGKILL');
    if (!(await anyLeft(mark, running))) return;
    await pause();
  }
}

async function signalJob(mark: string, running: ReadonlySet<number>, signal: NodeJS.Signals): Promise<void> {
  for (const leader of running) signalGroup(leader, signal);
  for (const pid of await markedProcesses(mark)) signalOne(pid, signal);
}

async function anyLeft(mark: string, running: ReadonlySet<number>): Promise<boolean> {
  return running.size > 0 || (await markedProcesses(mark)).length > 0;
}

/** Ids of the processes with this mark, by /proc; none where there is no /proc (macOS). */
async function markedProcesses(mark: string): Promise<number[]> {
  const entries = await readdir('/proc').catch(() => []);
  const needle = `${jobMarker}=${mark}`;
  const found = await Promise.all(
    entries.map(async (entry) => {
      if (!/^\d+$/.test(entry)) return null;
      const environment = await readFile(`/proc/${entry}/environ`, 'latin1').catch(() => '');
      return environment.split('\0').includes(needle) ? Number(entry) : null;
    }),
  );
  return found.filter((pid) => pid !== null);
}

/** Signals one process, if it is still there and may be signalled. */
export function signalOne(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone meanwhile, or another user's (a job that used sudo): the next round sees what is left.
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, roundMilliseconds));
}
