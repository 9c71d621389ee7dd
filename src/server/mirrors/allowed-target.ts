import { type LookupAddress, lookup } from 'node:dns';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import { RaibidError } from '../../shared/errors.ts';
import { isPublicAddress } from './public-address.ts';

/** An address of the net with the IP addresses that were checked. Connections go to these and to no others. */
export interface Target {
  url: URL;
  /** Never empty. */
  addresses: LookupAddress[];
}

export interface TargetRules {
  /** Loopback and private networks are fine: this server's owner said so. */
  allowPrivate: boolean;
  /** IP addresses that are fine although they are not public. */
  known?: ReadonlySet<string>;
  /** Answers all addresses of a name; the system's own way by default. */
  resolve?: (host: string) => Promise<LookupAddress[]>;
}

const lookupAll = promisify(lookup);
const systemResolve = (host: string): Promise<LookupAddress[]> => lookupAll(host, { all: true });

/**
 * Checks where an address leads before anything connects to it: HTTP or HTTPS, no credentials inside, and all IP
 * addresses of its name public. A name that has one private address beside public ones is refused too: somebody may
 * be waiting for the second lookup. `input_invalid` for the address itself, `address_refused` for where it leads,
 * `unreachable` for a name that is not known.
 */
export async function allowedTarget(address: string, rules: TargetRules): Promise<Target> {
  return checkTarget(parseHttpAddress(address), rules);
}

/** The same for an address that was parsed; its scheme does not matter. */
export async function checkTarget(url: URL, rules: TargetRules): Promise<Target> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) === 0 ? await resolveName(host, rules) : [{ address: host, family: isIP(host) }];
  const refused = ({ address: ip }: LookupAddress): boolean => !isPublicAddress(ip) && rules.known?.has(ip) !== true;
  const inside = rules.allowPrivate ? undefined : addresses.find(refused);
  if (inside === undefined) return { url, addresses };
  const named = inside.address === host ? host : `${host} (${inside.address})`;
  throw new RaibidError(
    'address_refused',
    `${url.protocol}//${url.host} leads to ${named}, which is not on the public internet.`,
    {
      hint: 'If this server may connect there, add the mirror with --allow-private.',
    },
  );
}

/** `input_invalid` for what is no plain HTTP address. */
export function parseHttpAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new RaibidError('input_invalid', 'The address is not an https:// or http:// one.');
  }
  if (url.username !== '' || url.password !== '') {
    throw new RaibidError('input_invalid', 'The address holds credentials.', {
      hint: 'Give the name with --user and the password or token on standard input: there they are sealed.',
    });
  }
  if (url.search !== '' || url.hash !== '') {
    throw new RaibidError('input_invalid', 'The address of a repository has no ? or # part.');
  }
  return url;
}

async function resolveName(host: string, { resolve = systemResolve }: TargetRules): Promise<LookupAddress[]> {
  try {
    const addresses = await resolve(host);
    if (addresses.length > 0) return addresses;
  } catch (cause) {
    throw new RaibidError('unreachable', `The name ${host} cannot be resolved.`, { cause });
  }
  throw new RaibidError('unreachable', `The name ${host} has no address.`);
}
