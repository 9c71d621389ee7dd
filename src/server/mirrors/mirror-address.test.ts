import { describe, expect, it } from 'vitest';
import { parseMirrorAddress } from './mirror-address.ts';

describe('the address of a mirror', () => {
  it.each([
    ['https://git.example.org/ada/engine.git/', 'https://git.example.org/ada/engine.git'],
    ['ssh://git@git.example.org/ada/engine.git', 'ssh://git@git.example.org/ada/engine.git'],
    ['ssh://git@git.example.org:2222/~ada/engine', 'ssh://git@git.example.org:2222/~ada/engine'],
    ['ssh://[2606:4700::1]/engine.git', 'ssh://[2606:4700::1]/engine.git'],
    ['git@github.com:ada/engine.git', 'ssh://git@github.com/ada/engine.git'],
    ['git.example.org:engine.git', 'ssh://git@git.example.org/engine.git'],
  ])('%s is %s', (given, meant) => {
    expect(parseMirrorAddress(given).href).toBe(meant);
  });

  it.each([
    'ssh://-oProxyCommand=touch/engine.git',
    'ssh://git@-oProxyCommand=touch/engine.git',
    'ssh://-oUser=x@git.example.org/engine.git',
    'ssh://git:word@git.example.org/engine.git',
    'ssh://git@git.example.org',
    'ssh://git@git.example.org/a b',
    'ssh://git@git.example.org/engine.git?x',
    "ssh://git@git.example.org;'id'/engine.git",
    'ext::sh -c id',
    'file:///etc',
    'git://git.example.org/engine.git',
    '/srv/engine.git',
    '',
  ])('is not "%s"', (given) => {
    expect(() => parseMirrorAddress(given)).toThrow(expect.objectContaining({ code: 'input_invalid' }));
  });
});
