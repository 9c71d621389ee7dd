import type { IncomingHttpHeaders } from 'node:http';

/** Name of the session cookie. */
export const sessionCookie = 'raibid_session';

export interface Credentials {
  token: string;
  via: 'bearer' | 'basic' | 'cookie';
}

/** Longest token that is looked at: ours are 60 characters, those of ServiceAccounts some 1,200. */
const maxTokenLength = 4096;

/**
 * The token of a request: `Authorization: Bearer`, the password of `Authorization: Basic` (git), or the session cookie.
 * The header wins, so that a script in a logged-in browser acts as what it says it is. Null: there is none.
 */
export function readCredentials(headers: IncomingHttpHeaders, cookie: string | undefined): Credentials | null {
  const header = headers.authorization;
  const found = header === undefined ? fromCookie(cookie) : fromHeader(header);
  return found !== null && found.token.length > 0 && found.token.length <= maxTokenLength ? found : null;
}

function fromCookie(cookie: string | undefined): Credentials | null {
  return cookie === undefined ? null : { token: cookie, via: 'cookie' };
}

function fromHeader(header: string): Credentials | null {
  const [, scheme = '', value = ''] = /^(\w+) +([^ ]+) *$/.exec(header) ?? [];
  if (scheme.toLowerCase() === 'bearer') return { token: value, via: 'bearer' };
  if (scheme.toLowerCase() !== 'basic') return null;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon === -1 ? null : { token: pair.slice(colon + 1), via: 'basic' };
}
