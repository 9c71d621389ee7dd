import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { processStat } from '../../../src/shared/process-stat.ts';
import type { Bed } from './bed.ts';
import type { Programs } from './services.ts';

const recordSchema = z.object({
  /** The first process in the bed's namespaces: when it is killed, the kernel ends all others. */
  pid: z.number(),
  /** When that process was started, in ticks since the machine was: the same number may be another's by now. */
  ticks: z.string(),
  startedAt: z.string(),
  programs: z.object({
    kubernetes: z.string(),
    etcd: z.string(),
    containerd: z.string(),
    runc: z.string(),
    cni: z.string(),
    own: z.string(),
  }),
});

export type BedRecord = z.infer<typeof recordSchema>;

/** Notes which process a bed is. */
export async function writeRecord(bed: Bed, pid: number, programs: Programs): Promise<void> {
  const ticks = (await processStat(pid))?.started;
  if (ticks === undefined) throw new Error('the node of the bed ended at its start');
  const record: BedRecord = { pid, ticks, startedAt: new Date().toISOString(), programs };
  await writeFile(bed.record, JSON.stringify(record, null, 2));
}

/** The bed's record while it is up, null when it is not. */
export async function runningBed(bed: Bed): Promise<BedRecord | null> {
  const text = await readFile(bed.record, 'utf8').catch(() => null);
  if (text === null) return null;
  const record = recordSchema.parse(JSON.parse(text));
  return (await processStat(record.pid))?.started === record.ticks ? record : null;
}

/** @throws when the bed is not up. */
export async function demandBed(bed: Bed): Promise<BedRecord> {
  const record = await runningBed(bed);
  if (record !== null) return record;
  throw new Error(`the bed "${bed.name}" is not up: npm run bed -- up --name ${bed.name}`);
}
