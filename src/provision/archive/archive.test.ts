import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tempFolder } from '../../server/testing/temp-folder.ts';
import { decodeHeader, decodeRecords, encodeHeader } from '../../shared/tar-header.ts';
import { openArchive } from './read-archive.ts';
import { writeArchive } from './write-archive.ts';

const longName = `repositories/${'deep/'.repeat(60)}file`;

async function sample(folder: string): Promise<string> {
  const file = join(folder, 'sample.tar');
  await writeFile(join(folder, 'large'), Buffer.alloc(3_000_001, 'x'));
  const writer = await writeArchive(file, { kind: 'backup', about: { of: 'a test' } }, 1000);
  await writer.addFolder('empty/refs');
  await writer.addBytes('hello.txt', Buffer.from('hello\n'));
  await writer.addBytes(longName, Buffer.from('deep'));
  expect(await writer.addFile('large', join(folder, 'large'))).toBe(true);
  expect(await writer.addFile('gone', join(folder, 'gone'))).toBe(false);
  await writer.finish();
  return file;
}

test('an archive is a tar that any tar unpacks, with checksums that sha256sum accepts', async () => {
  const folder = await tempFolder();
  const file = await sample(folder);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await mkdir(join(folder, 'out'));
  const run = promisify(execFile);
  await run('tar', ['-xf', file, '-C', join(folder, 'out')]);
  expect(await readFile(join(folder, 'out', 'hello.txt'), 'utf8')).toBe('hello\n');
  expect(await readFile(join(folder, 'out', longName), 'utf8')).toBe('deep');
  expect((await stat(join(folder, 'out', 'empty/refs'))).isDirectory()).toBe(true);
  expect((await stat(join(folder, 'out', 'large'))).size).toBe(3_000_001);
  const { stdout } = await run('sha256sum', ['-c', 'manifest.sha256'], { cwd: join(folder, 'out') });
  expect(stdout).toBe('manifest.json: OK\n');
});

test('what was written is read back, file by file', async () => {
  const folder = await tempFolder();
  const archive = await openArchive(await sample(folder), 'backup');
  expect(archive.manifest).toMatchObject({
    kind: 'backup',
    createdAt: 1000,
    about: { of: 'a test' },
    folders: ['empty/refs'],
  });
  expect(archive.manifest.files.map(({ name }) => name)).toEqual(['hello.txt', longName, 'large']);
  expect((await archive.bytes(longName)).toString()).toBe('deep');
  await archive.extract('large', join(folder, 'a/b/large'));
  expect((await readFile(join(folder, 'a/b/large'))).equals(await readFile(join(folder, 'large')))).toBe(true);
  await archive.check();
  await expect(archive.bytes('other')).rejects.toMatchObject({ code: 'not_found' });
  await archive.close();
});

test('one changed byte is refused with the name of the file, and the rest can still be read', async () => {
  const folder = await tempFolder();
  const file = await sample(folder);
  const bytes = await readFile(file);
  bytes.writeUInt8(bytes.readUInt8(bytes.indexOf('hello\n')) ^ 1, bytes.indexOf('hello\n'));
  await writeFile(file, bytes);
  const archive = await openArchive(file, 'backup');
  await expect(archive.extract('hello.txt', join(folder, 'hello'))).rejects.toMatchObject({
    code: 'backup_damaged',
    message: expect.stringContaining('hello.txt in'),
  });
  await expect(stat(join(folder, 'hello'))).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(archive.check()).rejects.toMatchObject({ code: 'backup_damaged' });
  expect((await archive.bytes(longName)).toString()).toBe('deep');
  await archive.close();
});

test('an archive that was cut off, or is of another kind, is refused', async () => {
  const folder = await tempFolder();
  const file = await sample(folder);
  await expect(openArchive(file, 'bundle')).rejects.toMatchObject({ code: 'input_invalid' });
  await truncate(file, 1_000_000);
  await expect(openArchive(file, 'backup')).rejects.toMatchObject({
    code: 'backup_damaged',
    message: expect.stringContaining('its end is missing'),
  });
  await writeFile(file, 'no tar at all'.repeat(100));
  await expect(openArchive(file, 'backup')).rejects.toMatchObject({ code: 'backup_damaged' });
  await expect(openArchive(join(folder, 'nothing'), 'backup')).rejects.toMatchObject({ code: 'not_found' });
});

test('an archive that is given up leaves nothing', async () => {
  const folder = await tempFolder();
  const writer = await writeArchive(join(folder, 'x.tar'), { kind: 'backup', about: {} }, 0);
  await writer.addBytes('a', Buffer.from('a'));
  await writer.abandon();
  expect(await readdir(folder)).toEqual([]);
});

test('names of any length and files of more than 8 GiB go through the headers', () => {
  const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 }).filter((text) => !/[\0/\n]/.test(text));
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 1, maxLength: 4 }),
      fc.nat(2 ** 31).map((size) => size * 8),
      (parts, size) => {
        const path = parts.join('/');
        const bytes = encodeHeader({ path, type: 'file', size });
        const main = decodeHeader(bytes.subarray(bytes.length - 512));
        const first = decodeHeader(bytes.subarray(0, 512));
        const records = first?.type === 'extended' ? decodeRecords(bytes.subarray(512, 512 + first.size)) : {};
        expect(records.path ?? main?.path).toBe(path);
        expect(Number(records.size ?? main?.size)).toBe(size);
      },
    ),
  );
});
