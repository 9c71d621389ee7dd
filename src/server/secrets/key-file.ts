import { randomBytes } from 'node:crypto';
import { link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../../blobs/file/sync-folder.ts';
import { RaibidError } from '../../shared/errors.ts';

const keyBytes = 32;

/** A fresh key for AES-256. */
export function newKey(): Buffer {
  return randomBytes(keyBytes);
}

/**
 * The keys in a file, one a line as base64, the current one first; the file is made with one key when there is none.
 * A file that others may read is refused (`config_invalid`): its keys may be known already.
 */
export async function readKeys(file: string): Promise<Buffer[]> {
  const text = (await readIfThere(file)) ?? (await makeKeyFile(file));
  const keys = text.split(/\s+/).filter((line) => line !== '');
  const bytes = keys.map((line) => Buffer.from(line, 'base64'));
  if (bytes.length > 0 && bytes.every((key) => key.length === keyBytes)) return bytes;
  throw new RaibidError('config_invalid', `The key file ${file} does not hold 32 bytes a line as base64.`);
}

/** Replaces the file in one step: after a crash it has the old keys or the new ones. */
export async function writeKeys(file: string, keys: readonly Buffer[]): Promise<void> {
  await rename(await writeBeside(file, keys), file);
  await syncFolder(dirname(file));
}

/** Two servers that start at the same time agree on the key of the faster one. */
async function makeKeyFile(file: string): Promise<string> {
  const draft = await writeBeside(file, [newKey()]);
  try {
    await link(draft, file);
    await syncFolder(dirname(file));
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return (await readIfThere(file)) ?? '';
}

async function writeBeside(file: string, keys: readonly Buffer[]): Promise<string> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(keys.map((key) => `${key.toString('base64')}\n`).join(''));
    await handle.sync();
  } finally {
    await handle.close();
  }
  return draft;
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    const { mode } = await stat(file);
    if ((mode & 0o077) === 0) return await readFile(file, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw error;
  }
  throw new RaibidError('config_invalid', `The key file ${file} is open to others.`, {
    hint: `Run chmod 600 ${file}, and rotate the key if others had access to it.`,
  });
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
