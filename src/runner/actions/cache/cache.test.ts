import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { fileCaches } from '../../local/file-ports.ts';
import type { CachePort } from '../../ports.ts';
import { expr, type JobOutcome, jobMessage, openPlace, run } from '../../testing/job-fixture.ts';

interface Caches extends AsyncDisposable {
  port: CachePort;
  /** A job in a fresh place, with the caches of those before it. */
  job(steps: Parameters<typeof jobMessage>[0], port?: CachePort): Promise<JobOutcome>;
}

async function openCaches(): Promise<Caches> {
  const folder = await mkdtemp(join(tmpdir(), 'raibid-caches-'));
  const port = fileCaches(folder);
  return {
    port,
    job: async (steps, own = port) => {
      await using place = await openPlace();
      return await place.run(jobMessage(steps), { ports: { caches: own } });
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

type Inputs = Record<string, string | number | boolean>;
const cache = (inputs: Inputs) => ({ uses: 'actions/cache@v4', id: 'cache', with: inputs });
const hit = run(
  expr("format('echo hit=[{0}] key=[{1}]', steps.cache.outputs.cache-hit, steps.cache.outputs.cache-matched-key)"),
);
const paths = '~/.store\nbuild/*.o\n!build/skip.o';
const fill = run('mkdir -p ~/.store build; echo kept > ~/.store/a; ln -s a ~/.store/l; touch build/x.o build/skip.o');
const show = run('cat ~/.store/l; ls build');

test('a miss, the save after the job, and an exact hit in the next job', async () => {
  await using caches = await openCaches();
  const first = await caches.job([cache({ path: paths, key: 'k-1' }), hit, fill]);
  expect(first.lines).toEqual(['Cache not found for input keys: k-1', 'hit=[] key=[]', 'Cache saved with key: k-1']);
  const second = await caches.job([cache({ path: paths, key: 'k-1' }), hit, show]);
  expect(second.lines[0]).toMatch(/^Cache restored from key: k-1/);
  expect(second.lines.slice(1)).toEqual([
    'hit=[true] key=[k-1]',
    'kept',
    'x.o',
    'Cache hit occurred on the primary key k-1, not saving cache.',
  ]);
});

test('a restore key gives the newest with that prefix, no hit, and the job saves its own', async () => {
  await using caches = await openCaches();
  await caches.job([cache({ path: paths, key: 'k-1' }), fill]);
  const outcome = await caches.job([cache({ path: paths, key: 'k-2', 'restore-keys': 'other-\nk-' }), hit]);
  expect(outcome.lines.slice(1)).toEqual(['hit=[false] key=[k-1]', 'Cache saved with key: k-2']);
});

test('a cache for other paths does not match', async () => {
  await using caches = await openCaches();
  await caches.job([cache({ path: paths, key: 'k-1' }), fill]);
  expect((await caches.job([cache({ path: 'build', key: 'k-1' })])).lines[0]).toBe(
    'Cache not found for input keys: k-1',
  );
});

test('a job that fails saves nothing', async () => {
  await using caches = await openCaches();
  const outcome = await caches.job([cache({ path: paths, key: 'k-1' }), fill, run('exit 1')]);
  expect(outcome.steps.at(-1)).toMatchObject({ name: 'Post Run actions/cache@v4', conclusion: 'skipped' });
  expect(await caches.port.find({ key: 'k-1', restoreKeys: [], version: 'x' })).toBeNull();
});

test('restore and save stand alone; save keeps what is there', async () => {
  await using caches = await openCaches();
  const save = { uses: 'actions/cache/save@v4', with: { path: 'build', key: 's' } };
  const outcome = await caches.job([
    fill,
    save,
    save,
    { uses: 'actions/cache/restore@v4', id: 'cache', with: { path: 'build', key: 's' } },
    hit,
  ]);
  expect(outcome.lines).toEqual([
    'Cache saved with key: s',
    'A cache with the key s exists already: it is kept as it is.',
    expect.stringMatching(/^Cache restored from key: s/),
    'hit=[true] key=[s]',
  ]);
});

test('lookup-only looks, fail-on-cache-miss fails', async () => {
  await using caches = await openCaches();
  await caches.job([cache({ path: paths, key: 'k-1' }), fill]);
  const looked = await caches.job([
    cache({ path: paths, key: 'k-1', 'lookup-only': true }),
    hit,
    run('test ! -e ~/.store'),
  ]);
  expect(looked.lines.slice(0, 2)).toEqual(['Cache found and can be restored from key: k-1', 'hit=[true] key=[k-1]']);
  const failed = await caches.job([cache({ path: paths, key: 'none', 'fail-on-cache-miss': true })]);
  expect(failed.conclusion).toBe('failure');
});

test('paths that are not there are a warning; a cache that cannot be read is a warning too', async () => {
  await using caches = await openCaches();
  const none = await caches.job([{ uses: 'actions/cache/save@v4', with: { path: 'nothing', key: 'k' } }]);
  expect(none.lines[0]).toMatch(/^##\[warning\]Path Validation Error/);
  expect(none.conclusion).toBe('success');
  const broken: CachePort = {
    find: async () => ({ id: '1', key: 'k', size: 3 }),
    download: async () => Readable.from([Buffer.from('not a tar')]),
    save: async () => true,
  };
  const outcome = await caches.job([cache({ path: 'build', key: 'k' }), run('true')], broken);
  expect(outcome.lines[0]).toMatch(/^##\[warning\]Failed to restore: Unpacking the archive failed/);
  expect(outcome.conclusion).toBe('success');
});

test('a key with a comma is refused in words', async () => {
  await using caches = await openCaches();
  const outcome = await caches.job([cache({ path: 'a,b', key: 'x,y' })]);
  expect(outcome.lines[0]).toBe("##[error]The cache key 'x,y' must not hold a comma.");
});
