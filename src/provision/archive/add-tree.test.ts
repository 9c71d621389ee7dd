import { link, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../server/testing/temp-folder.ts';
import { addTree } from './add-tree.ts';
import { type Archive, openArchive } from './read-archive.ts';
import { type ArchiveWriter, writeArchive } from './write-archive.ts';

/** Archives a folder while `meddle` is called before each file is read. */
async function archived(folder: string, meddle: (name: string) => Promise<void>): Promise<Archive> {
  const file = join(await tempFolder(), 'tree.tar');
  const writer = await writeArchive(file, { kind: 'backup', about: {} }, 0);
  const meddled: ArchiveWriter = {
    ...writer,
    addFile: async (name, path) => {
      await meddle(name);
      return writer.addFile(name, path);
    },
  };
  await addTree(meddled, 'tree', folder, { skip: /^\.new-/ });
  await writer.finish();
  return openArchive(file, 'backup');
}

async function tree(files: Record<string, string>): Promise<string> {
  const folder = await tempFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

test('a folder is archived with its empty folders, without what is unfinished', async () => {
  const folder = await tree({ 'a/one': '1', 'b/.new-x': 'half' });
  await using archive = disposable(await archived(folder, async () => undefined));
  expect(archive.manifest.folders).toEqual(['tree', 'tree/a', 'tree/b']);
  expect(archive.manifest.files.map(({ name }) => name)).toEqual(['tree/a/one']);
});

test('chunks of a log that are joined while they are read lose no line', async () => {
  const folder = await tree({ '1.jsonl': 'one\n', '2.jsonl': 'two\n', '3.jsonl': 'three\n' });
  let joined = false;
  await using archive = disposable(
    await archived(folder, async (name) => {
      if (joined || name !== 'tree/2.jsonl') return;
      joined = true;
      await writeFile(join(folder, '.new-1'), 'one\ntwo\nthree\n');
      await rename(join(folder, '.new-1'), join(folder, '1.jsonl'));
      for (const gone of ['2.jsonl', '3.jsonl']) await rm(join(folder, gone));
    }),
  );
  expect((await archive.bytes('tree/1.jsonl')).toString()).toBe('one\ntwo\nthree\n');
});

test('objects that git packs while they are read are found in the pack', async () => {
  const folder = await tree({ 'ab/loose': 'object', 'cd/other': 'x' });
  await using archive = disposable(
    await archived(folder, async (name) => {
      if (name !== 'tree/ab/loose') return;
      await mkdir(join(folder, 'pack'), { recursive: true });
      await link(join(folder, 'ab/loose'), join(folder, 'pack/all.pack')).catch(() => undefined);
      await rm(join(folder, 'ab/loose'), { force: true });
    }),
  );
  expect((await archive.bytes('tree/pack/all.pack')).toString()).toBe('object');
});

test('a folder that never rests is given up with a word', async () => {
  const folder = await tree({ '0': '' });
  let count = 0;
  const endless = archived(folder, async (name) => {
    await rm(join(folder, name.replace('tree/', '')));
    count += 1;
    await writeFile(join(folder, String(count)), '');
  });
  await expect(endless).rejects.toMatchObject({ code: 'conflict' });
});

function disposable(archive: Archive): Archive & AsyncDisposable {
  return { ...archive, [Symbol.asyncDispose]: () => archive.close() };
}
