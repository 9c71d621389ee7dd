import { readdir, readlink } from 'node:fs/promises';
import { processStat } from '../../../shared/process-stat.ts';
import { signalGroup } from '../host-process.ts';
import { signalOne } from '../job-processes.ts';

/** After its command was killed, podman takes down the network of it and tidies up. */
const tidyMilliseconds = 10_000;

/**
 * Stops a `podman build`, `pid`, that leads its group. Podman that is stopped itself leaves the command of a `RUN` behind,
 * and its network: so that command is killed, and podman sees it fail.
 */
export async function stopBuild(pid: number, ended: Promise<unknown>): Promise<void> {
  const commands = await contained(pid);
  for (const one of commands) signalOne(one, 'SIGKILL');
  if (commands.length === 0) signalOne(pid, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), tidyMilliseconds);
  await ended.catch(() => undefined);
  clearTimeout(timer);
}

/** Descendants of a process that have another process namespace than this one. */
async function contained(ancestor: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = new Map(await Promise.all(pids.map(async (pid) => [pid, (await processStat(pid))?.parent] as const)));
  const isBelow = (pid: number | undefined): boolean => {
    const parent = pid === undefined ? undefined : parents.get(pid);
    return parent !== undefined && parent > 1 && (parent === ancestor || isBelow(parent));
  };
  const own = await namespaceOf(process.pid);
  const found: number[] = [];
  for (const pid of pids.filter(isBelow)) {
    const theirs = await namespaceOf(pid);
    if (theirs !== null && theirs !== own) found.push(pid);
  }
  return found;
}

function namespaceOf(pid: number): Promise<string | null> {
  return readlink(`/proc/${pid}/ns/pid`).catch(() => null);
}
