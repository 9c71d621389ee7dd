import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { RaibidError } from '../../shared/errors.ts';
import { readLimited, removeTree, takeFiles, whichProgram, writeFiles, writeWhole } from './host-files.ts';
import { type HostPlace, signalGroup, spawnInGroup } from './host-process.ts';
import { endJobProcesses, jobMarker } from './job-processes.ts';
import { createOutputPipes } from './output-pipes.ts';
import type { Executor, JobLayout } from './port.ts';
import { startSpawner } from './spawner/spawner.ts';

/** The PATH of a job when nobody gives another. */
export const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export interface HostExecutorOptions {
  layout: JobLayout;
  /** PATH that `which` searches; `defaultPath` when absent. */
  path?: string;
}

/**
 * Plain processes of this machine: no isolation. Every process gets its own process group and a mark in its
 * environment, by which `close` also finds daemons that left their group.
 */
export async function openHostExecutor(options: HostExecutorOptions): Promise<Executor> {
  const { layout } = options;
  await Promise.all(Object.values(layout).map((folder: string) => mkdir(folder, { recursive: true })));
  const mark = randomBytes(12).toString('hex');
  const place: HostPlace = {
    running: new Set(),
    pipes: createOutputPipes(layout.temp),
    spawner: await startSpawner(defaultPath, (pid) => signalGroup(pid, 'SIGKILL')),
  };
  let closed = false;
  return {
    isolation: 'none',
    layout,
    os: process.platform === 'darwin' ? 'macOS' : 'Linux',
    arch: process.arch === 'arm64' ? 'ARM64' : 'X64',
    spawn: async (command) => {
      if (closed) throw new RaibidError('conflict', 'The place of this job is closed: no process starts any more.');
      return spawnInGroup({ ...command, env: { ...command.env, [jobMarker]: mark } }, place);
    },
    read: readLimited,
    write: writeWhole,
    remove: removeTree,
    writeFiles,
    takeFiles,
    which: (program, path) => whichProgram(program, path ?? options.path ?? defaultPath),
    close: async (grace) => {
      closed = true;
      await endJobProcesses(mark, place.running, grace);
      place.pipes.close();
      place.spawner?.close();
    },
  };
}
