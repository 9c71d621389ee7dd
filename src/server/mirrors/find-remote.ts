import { RaibidError } from '../../shared/errors.ts';
import { findHttpRemote } from './find-http-remote.ts';
import { findSshRemote } from './find-ssh-remote.ts';
import { parseMirrorAddress } from './mirror-address.ts';
import type { Remote, RemoteCredentials, RemoteRules } from './remote.ts';

/**
 * Checks where the address leads and answers what git may connect to. Errors: those of `findHttpRemote` and
 * `findSshRemote`; `input_invalid` for credentials of the other kind.
 */
export async function findRemote(address: string, credentials: RemoteCredentials, rules: RemoteRules): Promise<Remote> {
  const url = parseMirrorAddress(address);
  const { username, password, sshKey, hostKeys } = credentials;
  if (url.protocol === 'ssh:') {
    if (username === '' && password === '') return findSshRemote(url, credentials, rules);
    throw new RaibidError('input_invalid', 'An ssh address takes a key, no user name or password beside it.', {
      hint: 'Give the key with --ssh-key, and the user in the address: ssh://git@host/path.',
    });
  }
  if (sshKey === '' && hostKeys.length === 0) return findHttpRemote(url.href, credentials, rules);
  throw new RaibidError('input_invalid', 'Keys are for ssh:// addresses; this one takes a user name and password.');
}
