import { RaibidError } from '../../shared/errors.ts';
import { parseHttpAddress } from './allowed-target.ts';

/** `git@host:path`, the short form of ssh addresses (git-clone(1), "Git URLs"): no slash before the colon. */
const shortForm = /^(?:([^@/:]+)@)?([^@/:]+):(?!:|\/\/)(.+)$/;
/** Nothing that a shell, ssh or git could take for an option or a second word. */
const safeWord = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;
const safeHost = /^(?:[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9a-fA-F:.]+\])$/;

/**
 * The address of a repository that a mirror may follow: https, http or ssh, the short form of ssh too. `input_invalid`
 * for any other, for credentials inside, and for an ssh address whose user, host or path could be taken for an option.
 */
export function parseMirrorAddress(address: string): URL {
  const trimmed = address.trim().replace(/\/+$/, '');
  if (/[\s\p{Cc}]/u.test(trimmed)) {
    throw new RaibidError('input_invalid', 'The address of a repository has no spaces or control characters.');
  }
  const url = sshAddress(trimmed);
  return url === null ? parseHttpAddress(trimmed) : checkSsh(url);
}

function sshAddress(address: string): URL | null {
  if (address.startsWith('ssh://')) return URL.canParse(address) ? new URL(address) : null;
  const [, user = 'git', host = '', path = ''] = shortForm.exec(address) ?? [];
  if (host === '') return null;
  const long = `ssh://${user}@${host}/${path.replace(/^\/+/, '')}`;
  return URL.canParse(long) ? new URL(long) : null;
}

function checkSsh(url: URL): URL {
  if (url.password !== '') {
    throw new RaibidError('input_invalid', 'The address holds a password.', {
      hint: 'An ssh address takes a key: --ssh-key FILE.',
    });
  }
  const isSafe =
    safeHost.test(url.hostname) &&
    (url.username === '' || safeWord.test(url.username)) &&
    url.pathname.length > 1 &&
    url.search === '' &&
    url.hash === '';
  if (!isSafe) throw new RaibidError('input_invalid', `"${url.href}" is no plain ssh://[user@]host[:port]/path.`);
  return url;
}
