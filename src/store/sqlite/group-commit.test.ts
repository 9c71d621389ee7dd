import { describe, expect, it } from 'vitest';
import { RaibidError } from '../../shared/errors.ts';
import type { Topic } from '../port/signals.ts';
import { type Connection, connect } from './connection.ts';
import { groupCommit } from './group-commit.ts';
import { temporaryFile } from './testing/temporary-file.ts';
import type { Transaction } from './transaction.ts';

function groups() {
  const file = temporaryFile();
  const connection = connect(file);
  connection.database.exec('CREATE TABLE words (word TEXT UNIQUE)');
  const published: Topic[] = [];
  return { connection, published, ...groupCommit(connection, file, (topic) => published.push(topic)) };
}

const add = (word: string) => (tx: Transaction) => {
  tx.publish(`log:${word}`);
  return tx.run('INSERT INTO words VALUES (?)', word);
};

function wordsIn({ all }: Connection): unknown[] {
  return all('SELECT word FROM words ORDER BY rowid').map(({ word }) => word);
}

describe('group commit', () => {
  it('writes the operations of one tick together, in their order', async () => {
    const { connection, write } = groups();
    const first = write(add('a'));
    const rest = Promise.all(['b', 'c'].map((word) => write(add(word))));
    expect(wordsIn(connection)).toEqual([]);
    expect(await first).toBe(1);
    expect(wordsIn(connection)).toEqual(['a', 'b', 'c']);
    await rest;
  });

  it('undoes an operation that is refused, all of it and nothing else', async () => {
    const { connection, write, published } = groups();
    const refusal = new RaibidError('conflict', 'no');
    const refused = write((tx) => {
      add('half')(tx);
      throw refusal;
    });
    const results = await Promise.allSettled([write(add('a')), refused, write(add('b'))]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await expect(refused).rejects.toBe(refusal);
    expect(wordsIn(connection)).toEqual(['a', 'b']);
    expect(published).toEqual(['log:a', 'log:b']);
  });

  it('performs the neighbours of a refusal as if it had not been there', async () => {
    const { connection, write, published } = groups();
    const seen = (word: string) =>
      write((tx) => {
        add(word)(tx);
        return tx.all('SELECT word FROM words ORDER BY rowid').map((row) => row.word);
      });
    const twice = write((tx) => {
      add('x')(tx);
      add('x')(tx);
    });
    const results = [seen('a'), twice, seen('b'), write(add('a')), seen('c')];
    await Promise.allSettled(results);
    await expect(twice).rejects.toThrow('UNIQUE constraint failed');
    expect(await results[0]).toEqual(['a']);
    expect(await results[2]).toEqual(['a', 'b']);
    expect(await results[4]).toEqual(['a', 'b', 'c']);
    expect(wordsIn(connection)).toEqual(['a', 'b', 'c']);
    expect(published).toEqual(['log:a', 'log:b', 'log:c']);
  });

  it('publishes after the commit, each topic once a group', async () => {
    const { write, published } = groups();
    const publish = (tx: Transaction) => tx.publish('dirty');
    await Promise.all([write(publish), write(publish)]);
    expect(published).toEqual(['dirty']);
  });

  it('splits a flood into several transactions and loses none', async () => {
    const { connection, write } = groups();
    await Promise.all(Array.from({ length: 1_000 }, (_, nth) => write(add(String(nth)))));
    expect(wordsIn(connection)).toHaveLength(1_000);
  });

  it('says so when the disk is full, and goes on when there is room again', async () => {
    const { connection, write } = groups();
    await write(add('before'));
    const limit = connection.database.prepare('PRAGMA max_page_count = 10').get();
    expect(limit).toEqual({ max_page_count: 10 });
    const large = write(add('x'.repeat(1_000_000)));
    await expect(large).rejects.toMatchObject({ code: 'disk_full', message: expect.stringContaining('full') });
    connection.database.exec('PRAGMA max_page_count = 1000000');
    await write(add('after'));
    expect(wordsIn(connection)).toEqual(['before', 'after']);
  });

  it('writes what waits when it is closed, and refuses what comes later', async () => {
    const { connection, write, close } = groups();
    const many = Promise.all(Array.from({ length: 600 }, (_, nth) => write(add(String(nth)))));
    close();
    await expect(write(add('late'))).rejects.toMatchObject({ code: 'store_unavailable' });
    await many;
    expect(wordsIn(connection)).toHaveLength(600);
  });
});
