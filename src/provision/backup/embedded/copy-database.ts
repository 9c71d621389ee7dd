import { rm } from 'node:fs/promises';
import { backup, DatabaseSync } from 'node:sqlite';
import { RaibidError } from '../../../shared/errors.ts';

/** All pages in one step: in WAL mode writers go on meanwhile, and in smaller steps each of their writes starts it anew. */
const allPages = 2 ** 31 - 1;

/** Copies a SQLite database as it is at one moment, while a server may write to it (sqlite.org/backup.html). */
export async function copyDatabase(source: string, target: string): Promise<void> {
  await rm(target, { force: true });
  const database = new DatabaseSync(source, { timeout: 10_000 });
  try {
    await backup(database, target, { rate: allPages });
  } finally {
    database.close();
  }
  checkDatabase(target);
}

/** Throws `backup_damaged` when SQLite finds a fault in the file. */
export function checkDatabase(file: string): void {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const found = database.prepare('PRAGMA quick_check(1)').get()?.quick_check;
    if (found !== 'ok') throw new RaibidError('backup_damaged', `The database ${file} is damaged: ${found}`);
  } finally {
    database.close();
  }
}
