import { execFileSync } from 'node:child_process';
import { createReadStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type ByteSource, fileSource, streamSource } from './byte-source.ts';
import { tarEntries } from './tar-entries.ts';

const folder = mkdtempSync(join(tmpdir(), 'raibid-tar-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const long = `${'a'.repeat(90)}/${'b'.repeat(90)}/c.txt`;

/** Packs the same tree with GNU tar in one of its formats; answers the archive. */
function pack(format: string): string {
  const tree = join(folder, 'tree');
  mkdirSync(join(tree, long, '..'), { recursive: true });
  writeFileSync(join(tree, long), 'long');
  writeFileSync(join(tree, 'empty'), '');
  writeFileSync(join(tree, 'block'), 'x'.repeat(512), { mode: 0o755 });
  const archive = join(folder, `${format}.tar`);
  execFileSync('tar', ['--format', format, '--sort=name', '--owner=7', '-C', tree, '-cf', archive, '.']);
  return archive;
}

async function filesOf(source: ByteSource): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for await (const entry of tarEntries(source))
    if (entry.type === 'file') files[entry.path] = (await entry.content()).toString();
  return files;
}

describe.each(['gnu', 'pax', 'ustar'])('an archive that GNU tar wrote as %s', (format) => {
  const expected = { [long]: 'long', block: 'x'.repeat(512), empty: '' };

  test('is read from a file', async () => {
    const file = await open(pack(format));
    expect(await filesOf(fileSource(file))).toEqual(expected);
    await file.close();
  });

  test('is read from a stream, with members passed over', async () => {
    const archive = pack(format);
    expect(await filesOf(streamSource(createReadStream(archive, { highWaterMark: 100 })))).toEqual(expected);
    const seen: unknown[] = [];
    for await (const { path, mode, uid, size } of tarEntries(streamSource(createReadStream(archive))))
      if (path === 'block') seen.push({ mode, uid, size });
    expect(seen).toEqual([{ mode: 0o755, uid: 7, size: 512 }]);
  });
});

test('what is no archive is refused', async () => {
  writeFileSync(join(folder, 'text'), 'hello '.repeat(200));
  const file = await open(join(folder, 'text'));
  await expect(filesOf(fileSource(file))).rejects.toThrow('no tar archive');
  await file.close();
});
