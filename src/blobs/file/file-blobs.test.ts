import { createHash, randomBytes } from 'node:crypto';
import { statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { openFileBlobs } from './open.ts';
import { filesBelow, temporaryFolder } from './testing/temporary-folder.ts';

async function openFiles() {
  const folder = temporaryFolder();
  const { artifacts, caches } = await openFileBlobs(folder);
  return { folder, artifacts, caches };
}

describe('stored files', () => {
  it('come back as they were, with size and digest', async () => {
    const { folder, artifacts } = await openFiles();
    const content = randomBytes(3_000_000);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const pieces = Readable.from([content.subarray(0, 10), content.subarray(10)]);
    expect(await artifacts.write('abc', pieces, 3_000_000)).toEqual({ size: 3_000_000, sha256 });
    expect((await buffer(await artifacts.read('abc'))).equals(content)).toBe(true);
    expect(filesBelow(folder)).toEqual(['artifacts/ab/abc']);
    expect(statSync(join(folder, 'artifacts/ab/abc')).mode & 0o777).toBe(0o600);
  });

  it('may be empty', async () => {
    const { caches } = await openFiles();
    expect(await caches.write('empty', Readable.from([]), 0)).toMatchObject({ size: 0 });
    expect(await buffer(await caches.read('empty'))).toHaveLength(0);
  });

  it('over the limit are refused, and nothing of them stays', async () => {
    const { folder, artifacts } = await openFiles();
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(1_000);
      })(),
    );
    const written = artifacts.write('abc', endless, 10_500);
    await expect(written).rejects.toMatchObject({ code: 'too_large', details: { maxBytes: 10_500 } });
    expect(endless.destroyed).toBe(true);
    expect(filesBelow(folder)).toEqual([]);
    await expect(artifacts.read('abc')).rejects.toMatchObject({ code: 'not_found' });
  });

  it("whose sender goes away leave nothing, and the sender's error is passed on", async () => {
    const { folder, artifacts } = await openFiles();
    const gone = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' });
    const broken = Readable.from(
      (async function* () {
        yield Buffer.alloc(100);
        throw gone;
      })(),
    );
    await expect(artifacts.write('abc', broken, 1_000)).rejects.toBe(gone);
    expect(filesBelow(folder)).toEqual([]);
  });

  it('that a killed process left unfinished are removed a day later, and no others', async () => {
    const { folder, caches } = await openFiles();
    await caches.write('abc', Readable.from(['x']), 10);
    const [old, young] = ['.new-old', '.new-young'].map((name) => join(folder, 'caches/ab', name));
    for (const path of [old, young]) writeFileSync(path ?? '', 'half');
    const yesterday = new Date(Date.now() - 25 * 3_600_000);
    for (const path of [old ?? '', join(folder, 'caches/ab/abc')]) utimesSync(path, yesterday, yesterday);
    await openFileBlobs(folder);
    expect(filesBelow(folder)).toEqual(['caches/ab/.new-young', 'caches/ab/abc']);
  });

  it('are deleted once or again', async () => {
    const { folder, artifacts } = await openFiles();
    await artifacts.write('abc', Readable.from(['x']), 10);
    await artifacts.delete('abc');
    await artifacts.delete('abc');
    expect(filesBelow(folder)).toEqual([]);
  });

  it('never leave their folder, whatever the ids say', async () => {
    const { folder, artifacts } = await openFiles();
    for (const id of ['../x', '/etc/passwd', '..', '', '.', 'a/b', 'a\0', 'é', 'x'.repeat(200)]) {
      for (const attempt of [artifacts.read(id), artifacts.delete(id), artifacts.write(id, Readable.from(['x']), 10)]) {
        await expect(attempt).rejects.toMatchObject({ code: 'input_invalid' });
      }
    }
    expect(filesBelow(folder)).toEqual([]);
  });
});
