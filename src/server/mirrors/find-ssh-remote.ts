import { connect } from 'node:net';
import { RaibidError } from '../../shared/errors.ts';
import { checkTarget, type Target } from './allowed-target.ts';
import { scanHostKeys, sshPort } from './host-keys.ts';
import type { RemoteCredentials, RemoteRules, SshRemote } from './remote.ts';

const connectMilliseconds = 20_000;

/**
 * The address of an ssh server, checked as those of HTTP are, with the keys by which the server is known. Without any, those
 * that it shows now count from then on. `address_refused` for a place that may not be, `unreachable`, `tool_missing`.
 */
export async function findSshRemote(
  url: URL,
  { sshKey, hostKeys }: Pick<RemoteCredentials, 'sshKey' | 'hostKeys'>,
  rules: RemoteRules,
): Promise<SshRemote> {
  const target = await answering(await checkTarget(url, rules), rules.signal);
  const known = hostKeys.length > 0 ? hostKeys : await scanHostKeys(target, rules.signal);
  return { ...target, transport: 'ssh', sshKey, hostKeys: known };
}

/** The target with the first of its addresses that takes connections: ssh is told one, and asks no resolver. */
async function answering(target: Target, signal: AbortSignal | undefined): Promise<Target> {
  const failures: string[] = [];
  for (const address of target.addresses) {
    const failure = await tryConnect(address.address, sshPort(target.url), signal);
    if (failure === null) return { ...target, addresses: [address] };
    failures.push(failure);
  }
  throw new RaibidError('unreachable', `${target.url.host} does not answer: ${failures.join('; ')}`);
}

/** Null when it connects, otherwise why not. */
function tryConnect(host: string, port: number, signal: AbortSignal | undefined): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const socket = connect({ host, port, ...(signal === undefined ? {} : { signal }) });
  const end = (answer: string | null): void => {
    socket.destroy();
    resolve(answer);
  };
  socket.setTimeout(connectMilliseconds, () => end(`${host} took longer than ${connectMilliseconds / 1000} s`));
  socket.on('connect', () => end(null));
  socket.on('error', (error) => end(error.message));
  return promise;
}
