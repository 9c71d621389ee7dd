/**
 * Uploads as the server does it, in a process that is killed: `argv[2]` is its folder. One file is kept, of the second one only a part
 * comes, the third is complete but its entry is never made.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { openFileBlobs } from '../../../blobs/file/open.ts';
import { systemClock } from '../../../shared/clock.ts';
import { openSqliteStore } from '../../../store/sqlite/open.ts';
import { storeUpload } from '../store-upload.ts';

const folder = process.argv[2] ?? '';
const store = await openSqliteStore({ file: join(folder, 'state.db') });
const deps = { store, blobs: await openFileBlobs(join(folder, 'blobs')), clock: systemClock };
const at = Date.now();
const { id: repositoryId } = await store.repositories.create({
  fullName: 'local/demo',
  defaultBranch: 'main',
  forge: 'builtin',
  createdAt: at,
});
const place = { repositoryId, ref: 'refs/heads/main', key: 'kept', version: 'v', createdAt: at, usedAt: at };
const cache = (content: Readable) => ({ kind: 'cache' as const, content, maxBytes: 1_000_000 });

await storeUpload(deps, cache(Readable.from(['kept'])), async (file) => {
  await store.caches.create({ ...file, ...place });
  return file;
});

async function* endless() {
  yield 'half';
  writeSync(1, 'half\n');
  await new Promise(() => setInterval(() => undefined, 60_000));
}
void storeUpload(deps, cache(Readable.from(endless())), async () => null);
void storeUpload(deps, cache(Readable.from(['whole'])), async ({ id }) => {
  writeSync(1, `whole ${id}\n`);
  return new Promise<never>(() => undefined);
});
