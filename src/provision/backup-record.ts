import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const recordSchema = z.object({
  /** Milliseconds since 1970 at which the backup was complete and its checksums were written. */
  at: z.number().int(),
  /** Absolute path of the archive. */
  file: z.string(),
  /** Components whose data are in it. */
  components: z.array(z.string()),
});

/** The last backup of a cluster that lies outside of it. */
export type BackupRecord = z.infer<typeof recordSchema>;

/** A backup is fresh enough to delete what it holds for this long, in milliseconds. */
export const freshFor = 3_600_000;

/** The last backup that this machine made of a cluster; null when it made none. `cluster` is the address of its API. */
export async function readBackupRecord(config: string, cluster: string): Promise<BackupRecord | null> {
  const text = await readFile(recordFile(config, cluster), 'utf8').catch(() => null);
  return text === null ? null : (recordSchema.safeParse(JSON.parse(text)).data ?? null);
}

/** Remembers a backup, after its archive is complete on the disk. */
export async function writeBackupRecord(config: string, cluster: string, record: BackupRecord): Promise<void> {
  const file = recordFile(config, cluster);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.tmp`, `${JSON.stringify(record, null, 2)}\n`);
  await rename(`${file}.tmp`, file);
}

function recordFile(config: string, cluster: string): string {
  return join(config, 'backups', `${new URL(cluster).host.replaceAll(/[^a-z0-9.-]/gi, '_')}.json`);
}
