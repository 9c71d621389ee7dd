import { expect, it } from 'vitest';
import { evaluateString } from './evaluate.ts';
import { withHashFiles } from './hash-files.ts';

const scope = { contexts: { runner: { os: 'Linux' } } };

it('waits for each hash once and evaluates to the end', async () => {
  const asked: string[][] = [];
  const hash = async (patterns: string[]): Promise<string> => {
    asked.push(patterns);
    return `h${asked.length}`;
  };
  const template = { $expr: "format('{0}-{1}-{2}-{1}', runner.os, hashFiles('a', '**/b'), hashFiles(runner.os))" };
  // A hash is asked for by what it covers, so the same patterns are read from disk once.
  const text = await withHashFiles(scope, hash, (prepared) => evaluateString(template, prepared));
  expect(text).toBe('Linux-h1-h2-h1');
  expect(asked).toEqual([['a', '**/b'], ['Linux']]);
});

it('passes on the failure of a hash and of the expression', async () => {
  const broken = withHashFiles(
    scope,
    async () => Promise.reject(new Error('no such folder')),
    (prepared) => evaluateString({ $expr: "hashFiles('a')" }, prepared),
  );
  await expect(broken).rejects.toThrow('no such folder');
  const wrong = withHashFiles(
    scope,
    async () => '',
    (prepared) => evaluateString({ $expr: 'fromJSON(1,2)' }, prepared),
  );
  await expect(wrong).rejects.toThrow('Too many parameters');
});
