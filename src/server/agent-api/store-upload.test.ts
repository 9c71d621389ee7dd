import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openFileBlobs } from '../../blobs/file/open.ts';
import { systemClock } from '../../shared/clock.ts';
import { RaibidError } from '../../shared/errors.ts';
import { openSqliteStore } from '../../store/sqlite/open.ts';
import { deleteGarbage } from '../garbage.ts';
import { storeUpload } from './store-upload.ts';

const worker = fileURLToPath(new URL('./testing/upload-worker.ts', import.meta.url));
const day = 24 * 3_600_000;

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'raibid-upload-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The server's parts on a folder, as it has them after a start; so many milliseconds later. */
async function openServer(folder: string, later = 0) {
  const store = await openSqliteStore({ file: join(folder, 'state.db') });
  onTestFinished(() => store.close());
  const clock = { ...systemClock, now: () => Date.now() + later };
  return { store, blobs: await openFileBlobs(join(folder, 'blobs')), clock };
}

/** Names of the files with the bytes of caches. */
async function cachesIn(folder: string): Promise<string[]> {
  const entries = await readdir(join(folder, 'blobs/caches'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

/** Runs the worker until one upload is half there and another whole, and kills it. */
async function killUploads(folder: string): Promise<void> {
  const child = spawn(process.execPath, [worker, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  let told = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text;
    if (told.includes('half\n') && told.includes('whole ')) child.kill('SIGKILL');
  });
  const [, signal] = await once(child, 'close');
  expect(signal).toBe('SIGKILL');
}

describe('uploads of a server that is killed', () => {
  it('leave nothing a day later but what has its entry', { timeout: 60_000 }, async () => {
    const folder = await temporaryFolder();
    await killUploads(folder);
    expect(await cachesIn(folder)).toHaveLength(3);
    await deleteGarbage(await openServer(folder));
    expect(await cachesIn(folder)).toHaveLength(3);
    const tomorrow = await openServer(folder, day + 60_000);
    await deleteGarbage(tomorrow);
    const [repository] = await tomorrow.store.repositories.list();
    const query = { repositoryId: repository?.id ?? '', refs: ['refs/heads/main'], key: 'kept', restoreKeys: [] };
    const kept = await tomorrow.store.caches.find({ ...query, version: 'v', at: Date.now() });
    expect(await cachesIn(folder)).toEqual([kept?.id]);
    expect(await tomorrow.store.garbage.list(10, Number.MAX_SAFE_INTEGER)).toEqual([]);
  });
});

describe('an upload', () => {
  const file = (text: string) => ({ kind: 'cache' as const, content: Readable.from([text]), maxBytes: 4 });

  it('whose entry is refused is deleted at once, and so is one that is too large', async () => {
    const folder = await temporaryFolder();
    const server = await openServer(folder);
    expect(await storeUpload(server, file('x'), async () => null)).toBeNull();
    const refusal = new RaibidError('already_exists', 'taken');
    await expect(storeUpload(server, file('x'), () => Promise.reject(refusal))).rejects.toBe(refusal);
    await expect(storeUpload(server, file('12345'), async () => null)).rejects.toMatchObject({ code: 'too_large' });
    expect(await cachesIn(folder)).toEqual([]);
    expect(await server.store.garbage.list(10, Number.MAX_SAFE_INTEGER)).toEqual([]);
  });

  it('stays for a day when nobody knows whether its entry was made', async () => {
    const folder = await temporaryFolder();
    const server = await openServer(folder);
    const away = new RaibidError('store_unavailable', 'away');
    await expect(storeUpload(server, file('x'), () => Promise.reject(away))).rejects.toBe(away);
    expect(await cachesIn(folder)).toHaveLength(1);
    await deleteGarbage(await openServer(folder, day + 60_000));
    expect(await cachesIn(folder)).toEqual([]);
  });
});
