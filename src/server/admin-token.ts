import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../shared/clock.ts';
import { RaibidError } from '../shared/errors.ts';
import { hashToken, newToken } from '../shared/ids.ts';
import type { Store } from '../store/port.ts';

/** A shorter one could be guessed (those of `raibid-cli setup` have 43 characters), a longer one is never looked up. */
const acceptable = /^\S{20,200}$/;

/**
 * Lets the token of a file in, such as a mounted Secret. When it is another one than at the last start, that one ends: the
 * hash of the token in force stands in the shared folder.
 * @throws `config_invalid` when the file cannot be read or its token is too short, too long or more than one word
 */
export async function useAdminToken(
  file: string,
  sharedDir: string,
  store: Pick<Store, 'tokens'>,
  clock: Clock,
): Promise<void> {
  const token = (await readFile(file, 'utf8').catch((cause: unknown) => refuse(file, 'cannot be read', cause))).trim();
  if (!acceptable.test(token)) refuse(file, 'must hold one token of 20 to 200 characters');
  const hash = hashToken(token);
  const noted = join(sharedDir, 'admin-token.sha256');
  const before = await readFile(noted, 'utf8').catch(() => '');
  await letIn(hash, store, clock);
  if (before === hash) return;
  if (before !== '') await store.tokens.delete(before);
  await writeFile(noted, hash, { mode: 0o600 });
}

function refuse(file: string, what: string, cause?: unknown): never {
  throw new RaibidError('config_invalid', `The file of the admin token, ${file}, ${what}.`, { cause });
}

/**
 * Makes the admin token at the first start: a file only its owner can read, of which the store keeps the hash. A token
 * file that someone put there before is taken as it is.
 */
export async function ensureAdminToken(dataDir: string, store: Pick<Store, 'tokens'>, clock: Clock): Promise<void> {
  const file = join(dataDir, 'admin-token');
  const token = (await writeOnce(file, newToken('admin'))) ?? (await readFile(file, 'utf8')).trim();
  await letIn(hashToken(token), store, clock);
}

async function letIn(hash: string, store: Pick<Store, 'tokens'>, clock: Clock): Promise<void> {
  const now = clock.now();
  if ((await store.tokens.find(hash, now)) !== null) return;
  await store.tokens.create({ hash, kind: 'admin', name: 'admin', createdAt: now, expiresAt: null });
}

/** The token when this call made the file; null when there was one. */
async function writeOnce(file: string, token: string): Promise<string | null> {
  try {
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(`${token}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return token;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return null;
    throw error;
  }
}
