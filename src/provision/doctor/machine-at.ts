import { resolve4, resolve6 } from 'node:dns/promises';
import { access, readdir, readFile, statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import type { Machine, SandboxTrial } from './machine.ts';

/** What cannot be read from files. */
export interface LiveFacts {
  dataDir: string;
  sandbox: () => Promise<SandboxTrial>;
  resolves?: Machine['resolves'];
  now?: () => number;
  userId?: number;
  hostname?: string;
}

/** Folders that services look for programs in. */
const programFolders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** The machine whose files lie below `root`: `/` for the real one, a copy of another one's files elsewhere. */
export function machineAt(root: string, live: LiveFacts): Machine {
  const at = (path: string): string => join(root, path);
  const exists = async (path: string): Promise<boolean> => isThere(at(path));
  return {
    read: async (path) => readFile(at(path), 'utf8').catch(() => null),
    list: async (path) => (await readdir(at(path)).catch(() => [])).sort(),
    exists,
    space: async (path) => spaceAt(root, path),
    program: async (name) => {
      for (const folder of programFolders) if (await exists(join(folder, name))) return join(folder, name);
      return null;
    },
    resolves: live.resolves ?? hasAddress,
    sandbox: live.sandbox,
    now: live.now ?? Date.now,
    hostname: live.hostname ?? hostname(),
    userId: live.userId ?? process.getuid?.() ?? 0,
    dataDir: live.dataDir,
  };
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function spaceAt(root: string, path: string): Promise<Awaited<ReturnType<Machine['space']>>> {
  let folder = path;
  while (folder !== '/' && !(await isThere(join(root, folder)))) folder = dirname(folder);
  const { type, bavail, blocks, bsize } = await statfs(join(root, folder));
  return { folder, type, free: bavail * bsize, size: blocks * bsize };
}

/** By DNS itself: `/etc/hosts` says nothing about whether names of the internet can be resolved. */
async function hasAddress(name: string): Promise<boolean> {
  const found = await Promise.allSettled([resolve4(name), resolve6(name)]);
  return found.some((answer) => answer.status === 'fulfilled');
}
