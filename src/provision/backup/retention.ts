import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** `raibid-20261101T120000Z.tar`: names sort by time. */
export function backupName(now: number): string {
  const stamp = new Date(now).toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '');
  return `raibid-${stamp}.tar`;
}

const ours = /^raibid-\d{8}T\d{6}Z\.tar$/;

/** Deletes all backups in a folder but the newest `keep`; answers the names of the deleted. Other files stay. */
export async function dropOldBackups(folder: string, keep: number): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => ours.test(name)).sort();
  const old = names.slice(0, Math.max(0, names.length - keep));
  for (const name of old) await rm(join(folder, name));
  return old;
}
