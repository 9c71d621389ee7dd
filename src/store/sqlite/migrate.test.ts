import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { migrate, schemaVersion } from './migrate.ts';
import { migrations } from './migrations/list.ts';
import { openSqliteStore } from './open.ts';
import { temporaryFile } from './testing/temporary-file.ts';

const newest = migrations.at(-1)?.to ?? 0;
const next = { to: newest + 1, sql: 'ALTER TABLE repositories ADD COLUMN colour TEXT' };
const demo = { fullName: 'local/demo', defaultBranch: 'main', forge: 'builtin', createdAt: 1 };

async function fileWithData(): Promise<string> {
  const file = temporaryFile();
  const store = await openSqliteStore({ file });
  await store.repositories.create(demo);
  await store.close();
  return file;
}

function schemaOf(database: DatabaseSync): unknown[] {
  return database.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all();
}

describe('migrations', () => {
  it('are numbered from 1 without a gap', () => {
    expect(migrations.map(({ to }) => to)).toEqual(migrations.map((_, index) => index + 1));
  });

  it('bring an empty file to the newest version, step by step or at once', () => {
    const [atOnce, inSteps] = [new DatabaseSync(':memory:'), new DatabaseSync(':memory:')];
    migrate(atOnce, migrations);
    for (const { to } of migrations) migrate(inSteps, migrations.slice(0, to));
    expect(schemaVersion(atOnce)).toBe(newest);
    expect(schemaOf(inSteps)).toEqual(schemaOf(atOnce));
  });

  it('keep the data of the version before', async () => {
    const database = new DatabaseSync(await fileWithData());
    migrate(database, [...migrations, next]);
    expect(schemaVersion(database)).toBe(newest + 1);
    const row = { full_name: 'local/demo', colour: null };
    expect(database.prepare('SELECT full_name, colour FROM repositories').get()).toEqual(row);
    database.close();
  });

  it('that fail half-way leave the version before as it was', async () => {
    const database = new DatabaseSync(await fileWithData());
    const before = schemaOf(database);
    const broken = { to: newest + 2, sql: 'CREATE TABLE colours (name TEXT); INSERT INTO nowhere VALUES (1)' };
    expect(() => migrate(database, [...migrations, next, broken])).toThrow(/nowhere/);
    expect(schemaVersion(database)).toBe(newest);
    expect(schemaOf(database)).toEqual(before);
    database.close();
  });

  it('refuse the data of a newer program and leave it untouched', async () => {
    const file = await fileWithData();
    const newer = new DatabaseSync(file);
    migrate(newer, [...migrations, next]);
    const before = schemaOf(newer);
    await expect(openSqliteStore({ file })).rejects.toMatchObject({
      code: 'store_newer',
      details: { found: newest + 1, known: newest },
    });
    expect(schemaOf(newer)).toEqual(before);
    newer.close();
  });
});
