import { createHash } from 'node:crypto';
import { RaibidError } from '../../shared/errors.ts';
import type { Target } from './allowed-target.ts';
import { runSshTool } from './run-ssh-tool.ts';

/** Key types of sshd(8). */
const keyType =
  /^(?:ssh-(?:ed25519|rsa)|ecdsa-sha2-nistp(?:256|384|521)|sk-(?:ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com)$/;
const scanSeconds = 15;

/** Port of an ssh address: 22 when it names none. */
export function sshPort(url: URL): number {
  return url.port === '' ? 22 : Number(url.port);
}

/**
 * Host keys out of known_hosts lines or bare public keys, as `<type> <base64>`; comments are passed over.
 * `input_invalid`, with the line, for what is neither.
 */
export function parseHostKeys(text: string): string[] {
  const lines = text.split('\n').map((line, nth) => ({ words: line.trim().split(/\s+/), number: nth + 1 }));
  const keys = lines
    .filter(({ words: [first = ''] }) => first !== '' && !first.startsWith('#'))
    .map(({ words, number }) => keyOf(words, number));
  return [...new Set(keys)];
}

function keyOf(words: string[], number: number): string {
  const at = words.findIndex((word) => keyType.test(word));
  const [type, key = ''] = words.slice(at, at + 2);
  const isMarked = words[0]?.startsWith('@') === true;
  if (at >= 0 && !isMarked && type !== undefined && /^[A-Za-z0-9+/]{40,}={0,2}$/.test(key)) return `${type} ${key}`;
  throw new RaibidError('input_invalid', `hostKeys: line ${number} is no host key such as "ssh-ed25519 AAAA...".`, {
    hint: 'ssh-keyscan HOST prints them.',
  });
}

/** As ssh shows a key to people: `<type> SHA256:<base64>`. */
export function fingerprint(hostKey: string): string {
  const [type = '', key = ''] = hostKey.split(' ');
  const hash = createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64').replace(/=+$/, '');
  return `${type} SHA256:${hash}`;
}

/** The keys that the server at the checked address shows. `unreachable` when it shows none. */
export async function scanHostKeys({ url, addresses }: Target, signal: AbortSignal | undefined): Promise<string[]> {
  const args = ['-T', String(scanSeconds), '-p', String(sshPort(url)), '--', addresses[0]?.address ?? ''];
  const { stdout } = await runSshTool('ssh-keyscan', args, { ...(signal === undefined ? {} : { signal }) });
  const keys = parseHostKeys(stdout);
  if (keys.length > 0) return keys;
  throw new RaibidError('unreachable', `${url.host} shows no host key: it is no ssh server.`);
}
