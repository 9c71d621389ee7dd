import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RaibidError } from '../../shared/errors.ts';
import { syncFolder } from '../../shared/sync-folder.ts';

const keyBytes = 32;

/** A fresh key for AES-256. */
export function newKey(): Buffer {
  return randomBytes(keyBytes);
}

/** What a key file holds, and how to tell that it has changed since. */
export interface KeyFile {
  /** The current one first; never empty. */
  keys: Buffer[];
  stamp: string;
}

/** Who may read a key file besides its owner: nobody, or the group when Kubernetes mounts it for a pod's group. */
export type KeyReaders = 'owner' | 'group';

/**
 * Reads the keys of a file, one a line as base64 or hexadecimal, the current one first. A file that others may read is
 * refused (`config_invalid`): its keys may be known already. Synchronous, as it is a few bytes and sealing does not wait.
 */
export function readKeys(file: string, readers: KeyReaders = 'owner'): KeyFile {
  const stamp = keyFileStamp(file);
  if ((statSync(file).mode & (readers === 'owner' ? 0o077 : 0o007)) !== 0) {
    throw new RaibidError('config_invalid', `The key file ${file} is open to others.`, {
      hint: `Run chmod 600 ${file}, and rotate the key if others had access to it.`,
    });
  }
  const lines = readFileSync(file, 'utf8')
    .split(/\s+/)
    .filter((line) => line !== '');
  const keys = lines.map((line) => Buffer.from(line, /^[0-9a-f]{64}$/i.test(line) ? 'hex' : 'base64'));
  if (keys.length > 0 && keys.every((key) => key.length === keyBytes)) return { keys, stamp };
  throw new RaibidError(
    'config_invalid',
    `The key file ${file} does not hold 32 bytes a line, as base64 or hexadecimal.`,
  );
}

/** Differs after every replacement of the file: another server may have rotated the key. */
export function keyFileStamp(file: string): string {
  const { ino, mtimeMs } = statSync(file);
  return `${ino}:${mtimeMs}`;
}

/** Milliseconds since the file was replaced. */
export function keyFileAge(file: string): number {
  return Date.now() - statSync(file).mtimeMs;
}

/** Replaces the file in one step: after a crash it has the old keys or the new ones. */
export async function writeKeys(file: string, keys: readonly Buffer[]): Promise<void> {
  await rename(await writeBeside(file, keys), file);
  await syncFolder(dirname(file));
}

/** Makes the file with one key when there is none. Two servers that start at the same time agree on the faster one's. */
export async function ensureKeyFile(file: string): Promise<void> {
  if (existsSync(file)) return;
  const draft = await writeBeside(file, [newKey()]);
  try {
    await link(draft, file);
    await syncFolder(dirname(file));
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft, { force: true });
  }
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

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
