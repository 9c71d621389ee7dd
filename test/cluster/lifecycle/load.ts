import { join, resolve } from 'node:path';
import type { Bed } from '../node/bed.ts';
import { demandBed } from '../node/record.ts';
import { runQuiet } from '../run.ts';

/** Puts the images of archives (`docker save`, OCI) into the bed's containerd, under the names they carry. */
export async function loadImages(bed: Bed, archives: string[]): Promise<void> {
  const record = await demandBed(bed);
  const ctr = join(record.programs.containerd, 'ctr');
  for (const archive of archives)
    await runQuiet([ctr, '-a', bed.containerdSocket, '-n', 'k8s.io', 'images', 'import', resolve(archive)]);
}
