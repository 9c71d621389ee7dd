import type { Readable } from 'node:stream';
import type { Blobs } from '../../blobs/port.ts';
import { isRaibidError } from '../../shared/errors.ts';
import { randomId } from '../../shared/ids.ts';
import type { ServerDeps } from '../deps.ts';
import { removers } from '../garbage.ts';

/** No upload takes this long (milliseconds): what has no entry by then gets none. */
const longestUpload = 24 * 3_600_000;

const placeOf = { artifact: 'artifacts', cache: 'caches' } as const satisfies Record<string, keyof Blobs>;

/** Bytes in the blobs, and what they are known by. */
export interface StoredFile {
  id: string;
  /** Bytes. */
  size: number;
  /** In hex. */
  sha256: string;
}

/**
 * Writes an upload into the blobs under a new id, then lets `enter` make its entry, and answers that; null from there, or a
 * failure, and the bytes are deleted again. The id is on the list of garbage meanwhile, so that a server killed at any moment leaves nothing
 * behind for ever. So does one that does not hear whether the entry was made: then the bytes must stay, it may be there.
 */
export async function storeUpload<Entry extends object | null>(
  deps: Pick<ServerDeps, 'store' | 'blobs' | 'clock'>,
  { kind, content, maxBytes }: { kind: 'artifact' | 'cache'; content: Readable; maxBytes: number },
  enter: (file: StoredFile) => Promise<Entry>,
): Promise<Entry> {
  const garbage = { kind, id: randomId() };
  await deps.store.garbage.reserve(garbage, deps.clock.now() + longestUpload);
  const undo = async (): Promise<void> => {
    await removers[kind](deps.blobs, garbage.id);
    await deps.store.garbage.done([garbage]);
  };
  try {
    const written = await deps.blobs[placeOf[kind]].write(garbage.id, content, maxBytes);
    const entered = await enter({ id: garbage.id, ...written });
    if (entered === null) await undo();
    return entered;
  } catch (error) {
    // What cannot be undone now is on the list.
    if (!isRaibidError(error, 'store_unavailable')) await undo().catch(() => undefined);
    throw error;
  }
}
