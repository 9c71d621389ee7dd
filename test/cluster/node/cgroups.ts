import { copyFile, mkdir, readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bed } from './bed.ts';

const mountPoint = '/sys/fs/cgroup';

/** Makes the cgroup under which the kubelet puts all pods: one, or in cgroup version 1 one in each hierarchy. */
export async function makeCgroups(bed: Bed): Promise<void> {
  for (const hierarchy of await hierarchies()) {
    const folder = join(hierarchy, bed.cgroup);
    await mkdir(folder, { recursive: true });
    // In version 1 a new cgroup may use no processor until it is told which.
    if (hierarchy.endsWith('/cpuset'))
      for (const file of ['cpuset.cpus', 'cpuset.mems']) await copyFile(join(hierarchy, file), join(folder, file));
  }
}

/** Removes them; processes in them must have ended. @throws when one does not go within three seconds. */
export async function removeCgroups(bed: Bed): Promise<void> {
  for (const hierarchy of await hierarchies()) {
    const folder = join(hierarchy, bed.cgroup);
    for (let tries = 0; !(await removeTree(folder)); tries += 1) {
      if (tries === 30) throw new Error(`the cgroup ${folder} does not go: something runs in it`);
      await sleep(100);
    }
  }
}

async function hierarchies(): Promise<string[]> {
  const entries = await readdir(mountPoint, { withFileTypes: true });
  if (entries.some((entry) => entry.name === 'cgroup.controllers')) return [mountPoint];
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(mountPoint, entry.name));
}

/** Deepest first; false when something is left. */
async function removeTree(folder: string): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null);
  if (entries === null) return true;
  for (const entry of entries) if (entry.isDirectory()) await removeTree(join(folder, entry.name));
  return rmdir(folder).then(
    () => true,
    () => false,
  );
}
