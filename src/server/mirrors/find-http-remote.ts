import { RaibidError } from '../../shared/errors.ts';
import { allowedTarget, type Target, type TargetRules } from './allowed-target.ts';
import { type CheckedAnswer, checkedRequest } from './checked-request.ts';
import type { HttpRemote, RemoteCredentials, RemoteRules } from './remote.ts';

const advertisement = '/info/refs?service=git-upload-pack';
const maxRedirects = 5;
const redirects = new Set([301, 302, 303, 307, 308]);

/**
 * Asks the address as git would, following redirects by hand: each place is checked as the first one was. Git itself
 * then gets the last place and follows none. `address_refused` for a place that may not be, `forge_refused` and
 * `not_found` as the other side says, `unreachable` for what may pass, `input_invalid` for what is no git repository.
 */
export async function findHttpRemote(
  address: string,
  credentials: Pick<RemoteCredentials, 'username' | 'password'>,
  rules: RemoteRules,
): Promise<HttpRemote> {
  const first = await allowedTarget(address, rules);
  // Whoever allowed a private address meant that one: a redirect from there leads nowhere else inside.
  const known = new Set(rules.allowPrivate ? first.addresses.map(({ address: ip }) => ip) : []);
  const rulesOfRedirects = { ...rules, allowPrivate: false, known };
  let place = first;
  for (let step = 0; step <= maxRedirects; step += 1) {
    const authorization = place.url.origin === first.url.origin ? basic(credentials) : null;
    const asked = { ...place, url: new URL(place.url.href + advertisement) };
    const headers = authorization === null ? {} : { authorization };
    const answer = await checkedRequest(asked, { method: 'GET', headers, signal: rules.signal });
    if (!redirects.has(answer.status)) {
      refuseOthers(place.url, answer);
      return { ...place, transport: 'http', authorization };
    }
    place = await nextPlace(asked.url, answer, rulesOfRedirects);
  }
  throw new RaibidError('unreachable', `${first.url.origin} redirects more than ${maxRedirects} times.`);
}

function basic({ username, password }: Pick<RemoteCredentials, 'username' | 'password'>): string | null {
  if (username === '' && password === '') return null;
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** As git does: only the part before the question may change. */
async function nextPlace(from: URL, answer: CheckedAnswer, rules: TargetRules): Promise<Target> {
  const location = answer.headers.location ?? '';
  const to = URL.canParse(location, from.href) ? new URL(location, from.href).href : '';
  if (!to.endsWith(advertisement)) {
    throw new RaibidError('input_invalid', `${from.origin} redirects to something that is no git repository.`);
  }
  if (from.protocol === 'https:' && to.startsWith('http:')) {
    throw new RaibidError('address_refused', `${from.origin} redirects from https to http.`);
  }
  try {
    return await allowedTarget(to.slice(0, -advertisement.length), rules);
  } catch (error) {
    if (!(error instanceof RaibidError)) throw error;
    throw new RaibidError(error.code, `${from.origin} redirects: ${error.message}`, { hint: error.hint, cause: error });
  }
}

function refuseOthers({ origin, pathname }: URL, { status, headers }: CheckedAnswer): void {
  if (status === 401 || status === 403) {
    throw new RaibidError('forge_refused', `${origin} refuses the credentials for ${pathname} (${status}).`, {
      hint: 'Add the mirror with --user, and a password or token that may read the repository.',
    });
  }
  if (status === 404 || status === 410) {
    throw new RaibidError('not_found', `${origin} has no repository ${pathname}, or not for these credentials.`);
  }
  if (status !== 200) throw new RaibidError('unreachable', `${origin} answers ${status} for ${pathname}.`);
  if (headers['content-type']?.startsWith('application/x-git-upload-pack-advertisement') !== true) {
    throw new RaibidError('input_invalid', `${origin}${pathname} is no git repository over smart HTTP.`);
  }
}
