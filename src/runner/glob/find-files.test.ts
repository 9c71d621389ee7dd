import { createHash } from 'node:crypto';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { type JobPlace, openPlace } from '../testing/job-fixture.ts';
import { type FindOptions, findFiles } from './find-files.ts';
import { hashFiles } from './hash-files.ts';

const env = { PATH: '/usr/bin:/bin' };
const tree = [
  'a.txt',
  'b/a.txt',
  'b/c/d.js',
  'b/c/[x].js',
  'b/.hid/e.js',
  '.top/f.js',
  'b-c/g.js',
  'node_modules/h.js',
];

async function openTree(): Promise<JobPlace> {
  const place = await openPlace();
  for (const name of tree) {
    const path = join(place.executor.layout.workspace, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, name);
  }
  return place;
}

async function find(place: JobPlace, patterns: string, more: Partial<FindOptions> = {}): Promise<string[]> {
  const { workspace, home } = place.executor.layout;
  const options = {
    root: workspace,
    home,
    implicitDescendants: true,
    followSymlinks: false,
    excludeHidden: false,
    ...more,
  };
  const { paths } = await findFiles(place.executor, env, patterns, options);
  return paths.filter((found) => !found.isDirectory).map((found) => relative(workspace, found.path));
}

test.each([
  ['a.txt', ['a.txt']],
  ['**/a.txt', ['a.txt', 'b/a.txt']],
  ['b', ['b/.hid/e.js', 'b/a.txt', 'b/c/[x].js', 'b/c/d.js']],
  ['b/', ['b/.hid/e.js', 'b/a.txt', 'b/c/[x].js', 'b/c/d.js']],
  ['b/*', ['b/.hid/e.js', 'b/a.txt', 'b/c/[x].js', 'b/c/d.js']],
  ['./b/c/?.js', ['b/c/d.js']],
  ['b/c/\\[x\\].js', ['b/c/[x].js']],
  ['b/c/[a-f].js', ['b/c/d.js']],
  ['**/*.js\n!**/node_modules/**\n!b/c', ['.top/f.js', 'b/.hid/e.js', 'b-c/g.js']],
  ['**/*.js\n!b\nb/c/d.js', ['.top/f.js', 'b/c/d.js', 'b-c/g.js', 'node_modules/h.js']],
  ['# a comment\n\n  a.txt  ', ['a.txt']],
  ['!a.txt', []],
  ['{a,b}.txt', []],
  ['missing/**', []],
])('%j finds what GitHub’s glob finds', async (patterns, expected) => {
  await using place = await openTree();
  expect(await find(place, patterns)).toEqual(expected);
});

test('hidden files and folders can be left out, but not where the search starts', async () => {
  await using place = await openTree();
  expect(await find(place, '**/*.js', { excludeHidden: true })).toEqual([
    'b/c/[x].js',
    'b/c/d.js',
    'b-c/g.js',
    'node_modules/h.js',
  ]);
  expect(await find(place, '.top', { excludeHidden: true })).toEqual(['.top/f.js']);
});

test('home, absolute paths, and links that are followed only when asked; a loop ends', async () => {
  await using place = await openTree();
  const { workspace, home } = place.executor.layout;
  await writeFile(join(home, 'x.txt'), 'x');
  await symlink(join(workspace, 'b/c'), join(workspace, 'link'));
  await symlink('..', join(workspace, 'b/loop'));
  expect(await find(place, '~/*.txt')).toEqual([relative(workspace, join(home, 'x.txt'))]);
  expect(await find(place, join(workspace, 'a.txt'))).toEqual(['a.txt']);
  expect(await find(place, 'link/**')).toEqual(['link']);
  expect(await find(place, 'link/**', { followSymlinks: true })).toEqual(['link/[x].js', 'link/d.js']);
});

test('hashFiles hashes the digests in the order of the walk, and only files of the workspace', async () => {
  await using place = await openTree();
  await writeFile(join(place.executor.layout.home, 'x.js'), 'x');
  const hash = createHash('sha256');
  for (const name of ['b/.hid/e.js', 'b/c/[x].js', 'b/c/d.js']) hash.update(createHash('sha256').update(name).digest());
  expect(await hashFiles(place.executor, env, ['b/**/*.js', '~/*.js'])).toBe(hash.digest('hex'));
  expect(await hashFiles(place.executor, env, ['**/none'])).toBe('');
});

test('hashFiles takes thousands of files', async () => {
  await using place = await openPlace();
  const { workspace } = place.executor.layout;
  await Promise.all(
    Array.from({ length: 5000 }, (_, index) => writeFile(join(workspace, `${'n'.repeat(100)}${index}.txt`), '')),
  );
  expect(await hashFiles(place.executor, env, ['*.txt'])).toMatch(/^[0-9a-f]{64}$/);
});
