import { describe, expect, it } from 'vitest';
import { createHostCheck } from './allowed-hosts.ts';

describe('the Host header', () => {
  const check = createHostCheck({ host: '127.0.0.1', baseUrl: 'https://ci.example.org' });

  it.each([
    'localhost:8420',
    '127.0.0.1',
    '127.0.0.1:8420',
    '[::1]:8420',
    'LOCALHOST',
    'ci.example.org',
    'ci.example.org:443',
  ])('may be %s on a server bound to loopback', (host) => expect(() => check(host)).not.toThrow());

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '192.168.1.4', '', undefined])(
    'may not be %s there: a page may have re-pointed its name',
    (host) => expect(() => check(host)).toThrow(expect.objectContaining({ code: 'forbidden' })),
  );

  it('may be anything on a server that others reach', () => {
    expect(() => createHostCheck({ host: '0.0.0.0' })('ci.example.org')).not.toThrow();
  });
});
