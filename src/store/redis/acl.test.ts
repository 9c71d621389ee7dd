import { glob, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { aclRules, dataCommands } from './acl.ts';

const here = new URL('.', import.meta.url).pathname;

it('allows exactly the commands that the scripts and reads use', async () => {
  const used = new Set<string>();
  for await (const path of glob('**/*.ts', { cwd: here, exclude: ['testing/**', '**/*.test.ts', 'check*.ts'] })) {
    const source = await readFile(here + path, 'utf8');
    for (const [, command = ''] of source.matchAll(/(?:call|read)\('([A-Z]+)'/g)) used.add(command.toLowerCase());
    if (source.includes("sendCommand(['PUBLISH'")) used.add('publish');
  }
  used.delete('info');
  expect([...used].sort()).toEqual(dataCommands.toSorted());
});

it('is what the documentation tells', async () => {
  const page = await readFile(new URL('../../../docs/redis.md', import.meta.url), 'utf8');
  const words = page.split(/\s+/);
  for (const rule of aclRules) expect(words).toContain(rule.includes('{') ? `'${rule}'` : rule);
});
