import { expect, test } from 'vitest';
import { userFolder } from './user-folders.ts';

test('folders of a user are where the XDG variables say, or in the home folder', () => {
  const env = { HOME: '/home/ada', XDG_CACHE_HOME: '/var/cache/ada' };
  expect(userFolder(env, 'cache')).toBe('/var/cache/ada/raibid-ci');
  expect(userFolder(env, 'config')).toBe('/home/ada/.config/raibid-ci');
  expect(userFolder(env, 'data')).toBe('/home/ada/.local/share/raibid-ci');
});

test.each(['', 'config'])('%j, which is no absolute path, does not count', (given) => {
  expect(userFolder({ HOME: '/home/ada', XDG_CONFIG_HOME: given }, 'config')).toBe('/home/ada/.config/raibid-ci');
});
