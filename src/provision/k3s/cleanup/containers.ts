import { readdir, readlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { RaibidError } from '../../../shared/errors.ts';
import { processStat } from '../../../shared/process-stat.ts';

/**
 * Kills the containers of a k3s: they are children of shims, programs below its data folder that outlive it. Answers
 * when all are gone.
 */
export async function killContainers(data: string): Promise<void> {
  for (let round = 0; round < 100; round += 1) {
    const all = await processes();
    const shims = all.filter(({ program }) => program.startsWith(`${data}/`));
    if (shims.length === 0) return;
    for (const { pid } of withDescendants(shims, all)) kill(pid);
    await sleep(50);
  }
  throw new RaibidError('provision_failed', `Processes of ${data} cannot be killed.`, {
    hint: 'A process that waits for a disk or a network folder holds on: `ps -eo pid,stat,args | grep " D"`.',
  });
}

interface Running {
  pid: number;
  parent: number;
  /** Path of its program. */
  program: string;
}

async function processes(): Promise<Running[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map((pid) => read(Number(pid))));
  return found.filter((process) => process !== null);
}

async function read(pid: number): Promise<Running | null> {
  const stat = await processStat(pid);
  if (stat === null) return null;
  // Of kernel threads there is no program.
  const program = await readlink(`/proc/${pid}/exe`).catch(() => '');
  return { pid, parent: stat.parent, program };
}

function withDescendants(roots: readonly Running[], all: readonly Running[]): Running[] {
  const found = new Set(roots);
  for (const member of found) for (const one of all) if (one.parent === member.pid) found.add(one);
  return [...found];
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
