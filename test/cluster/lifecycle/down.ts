import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bed } from '../node/bed.ts';
import { removeCgroups } from '../node/cgroups.ts';
import { runningBed } from '../node/record.ts';

/** Ends the bed and removes all of it. Nothing happens when it is not there. */
export async function bedDown(bed: Bed): Promise<void> {
  const record = await runningBed(bed);
  if (record !== null) {
    // The first of its namespace: the kernel ends all processes of the bed, and with them mounts, links and rules go.
    process.kill(record.pid, 'SIGKILL');
    while ((await runningBed(bed)) !== null) await sleep(20);
  }
  await removeCgroups(bed);
  await rm(bed.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
