import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { homeFolder } from './home-folder.ts';

it('is HOME, or what the system has on file', () => {
  expect(homeFolder({ HOME: '/somewhere' })).toBe('/somewhere');
  expect(homeFolder({})).toMatch(/^\//);
});

it('is asked for in words where the user has none', () => {
  // No number of a user that is on file: a process may have it in a user namespace of its own.
  const script = `import { homeFolder } from ${JSON.stringify(new URL('home-folder.ts', import.meta.url).href)};
    try { homeFolder({}); } catch (error) { console.log(error.code + ': ' + error.hint); }`;
  const words = ['--user', '--map-user=54321', process.execPath, '--input-type=module', '--eval', script];
  const env = { PATH: process.env.PATH };
  expect(execFileSync('unshare', words, { env, encoding: 'utf8' })).toContain('config_invalid: Set HOME');
});
