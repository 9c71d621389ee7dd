import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bed } from '../node/bed.ts';
import { kubectl } from '../node/enter.ts';
import { network } from '../node/network.ts';
import { runningBed } from '../node/record.ts';

/** What people want to know of a bed. */
export async function bedStatus(bed: Bed): Promise<{ isUp: boolean; lines: string[] }> {
  const record = await runningBed(bed);
  if (record === null) return { isUp: false, lines: [`the bed "${bed.name}" is down`] };
  const memory = await memoryOf(record.pid);
  const pods = await kubectl(bed, ['get', 'pods', '-A', '-o', 'wide']).catch((error: unknown) => String(error));
  return {
    isUp: true,
    lines: [
      `the bed "${bed.name}" is up since ${record.startedAt}`,
      `API server   ${network.apiServer} (in its network: npm run bed -- exec --name ${bed.name} ...)`,
      `kubeconfig   ${bed.kubeconfig}`,
      `logs         ${bed.logs}`,
      `processes    ${memory.processes}, ${memory.mebibytes} MiB`,
      '',
      pods.trimEnd(),
    ],
  };
}

/** Of all processes in the bed's process namespace: their count and their proportional share of memory. */
async function memoryOf(pid: number): Promise<{ processes: number; mebibytes: number }> {
  // Seen from inside, its /proc has exactly its own processes.
  const root = `/proc/${pid}/root/proc`;
  const entries = (await readdir(root)).filter((entry) => /^\d+$/.test(entry));
  let kibibytes = 0;
  for (const entry of entries) {
    const text = await readFile(join(root, entry, 'smaps_rollup'), 'utf8').catch(() => '');
    kibibytes += Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0);
  }
  return { processes: entries.length, mebibytes: Math.round(kibibytes / 1024) };
}
