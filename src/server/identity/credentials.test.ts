import { describe, expect, it } from 'vitest';
import { readCredentials } from './credentials.ts';

const basic = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair).toString('base64')}` });

describe('the token of a request', () => {
  it.each([
    ['a bearer token', { authorization: 'Bearer abc' }, undefined, { token: 'abc', via: 'bearer' }],
    ['the scheme in any case', { authorization: 'bearer abc' }, undefined, { token: 'abc', via: 'bearer' }],
    ['the password of any user', basic('anyone:abc'), undefined, { token: 'abc', via: 'basic' }],
    ['a password with colons', basic('x:a:b'), undefined, { token: 'a:b', via: 'basic' }],
    ['the session cookie', {}, 'abc', { token: 'abc', via: 'cookie' }],
    ['the header rather than the cookie', { authorization: 'Bearer abc' }, 'other', { token: 'abc', via: 'bearer' }],
  ])('is %s', (_what, headers, cookie, expected) => {
    expect(readCredentials(headers, cookie)).toEqual(expected);
  });

  it.each([
    ['nothing was sent', {}, undefined],
    ['the header is of another kind', { authorization: 'Digest abc' }, undefined],
    ['the header is broken, whatever the cookie', { authorization: 'Bearer' }, 'abc'],
    ['the password is empty', basic('abc:'), undefined],
    ['there is no colon', basic('abc'), undefined],
    ['the token is too long to be one', { authorization: `Bearer ${'x'.repeat(4097)}` }, undefined],
  ])('is missing when %s', (_what, headers, cookie) => {
    expect(readCredentials(headers, cookie)).toBeNull();
  });
});
