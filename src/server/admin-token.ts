import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../shared/clock.ts';
import { hashToken, newToken } from '../shared/ids.ts';
import type { Store } from '../store/port.ts';

/**
 * Makes the admin token at the first start: a file only its owner can read, of which the store keeps the hash. A token
 * file that someone put there before is taken as it is.
 */
export async function ensureAdminToken(dataDir: string, store: Pick<Store, 'tokens'>, clock: Clock): Promise<void> {
  const file = join(dataDir, 'admin-token');
  const token = (await writeOnce(file, newToken('admin'))) ?? (await readFile(file, 'utf8')).trim();
  const hash = hashToken(token);
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
