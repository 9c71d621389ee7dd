import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { noon } from '../conformance/samples.ts';
import { checkSqliteStore } from './check.ts';
import { openSqliteStore } from './open.ts';
import { temporaryFile } from './testing/temporary-file.ts';

const demo = { fullName: 'local/demo', defaultBranch: 'main', forge: 'builtin', createdAt: noon };

describe('opening a SQLite store', () => {
  it('makes a file that only its owner reads', async () => {
    const file = temporaryFile();
    const store = await openSqliteStore({ file });
    await store.repositories.create(demo);
    for (const suffix of ['', '-wal', '-shm']) expect(statSync(file + suffix).mode & 0o777).toBe(0o600);
    await store.close();
  });

  it('uses the settings that survive power loss', async () => {
    const file = temporaryFile();
    const store = await openSqliteStore({ file });
    const other = new DatabaseSync(file);
    expect(other.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    other.close();
    await store.close();
  });

  it('refuses what is no database in words, and leaves it as it is', async () => {
    const file = temporaryFile();
    const text = 'not a database at all, but long enough to look at. '.repeat(20);
    writeFileSync(file, text);
    await expect(openSqliteStore({ file })).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.stringContaining('not a SQLite database'),
    });
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('refuses a folder, and a path that is not there', async () => {
    const file = temporaryFile();
    mkdirSync(file);
    await expect(openSqliteStore({ file })).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(openSqliteStore({ file: `${file}/none/state.db` })).rejects.toMatchObject({
      code: 'store_unavailable',
    });
  });

  it('lets a second server share the file', async () => {
    const file = temporaryFile();
    const [one, two] = [await openSqliteStore({ file }), await openSqliteStore({ file })];
    const made = await one.repositories.create(demo);
    expect(await two.repositories.find('local/demo')).toEqual(made);
    await expect(two.repositories.create(demo)).rejects.toMatchObject({ code: 'already_exists' });
    await Promise.all([one.close(), two.close()]);
  });

  it('may be closed twice, and answers nothing afterwards', async () => {
    const store = await openSqliteStore({ file: temporaryFile() });
    await store.ping();
    await store.close();
    await store.close();
    await expect(store.ping()).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(store.repositories.list()).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(store.repositories.create(demo)).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});

describe('the check of a store', () => {
  it('finds planted contradictions', async () => {
    const file = temporaryFile();
    await (await openSqliteStore({ file })).close();
    expect(checkSqliteStore(file)).toEqual([]);
    const database = new DatabaseSync(file);
    database.exec(`INSERT INTO shares VALUES (7, 2);
      INSERT INTO plans VALUES ('orphan', '{}');
      INSERT INTO deliveries VALUES ('key', NULL, '["12"]', 0)`);
    database.close();
    expect(checkSqliteStore(file)).toEqual([
      '7: not true that a share counts the leases of a repository',
      'orphan: not true that a plan belongs to a run',
      'key: not true that a delivery has its runs, or they were deleted',
    ]);
  });
});
