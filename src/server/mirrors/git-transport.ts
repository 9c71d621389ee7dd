import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quotedWord } from '../../shared/shell-word.ts';
import { sshPort } from './host-keys.ts';
import type { HttpRemote, Remote, SshRemote } from './remote.ts';
import { withSshAgent } from './ssh-agent.ts';

/** What a git needs to reach a remote, and nothing else. */
export interface Transport {
  settings: Record<string, string>;
  environment: Record<string, string>;
}

/** Opens the way to the remote, does the work, and leaves nothing of it behind. */
export function withTransport<T>(remote: Remote, work: (transport: Transport) => Promise<T>): Promise<T> {
  return remote.transport === 'ssh' ? withSsh(remote, work) : work(overHttp(remote));
}

/**
 * Git speaks HTTP to the checked addresses only (`http.curloptResolve` pins them), follows no redirect, and ends when
 * the other side sends less than 1,000 bytes a second for a minute. Credentials go in the environment, as every user of
 * the machine can read arguments.
 */
function overHttp({ url, addresses, authorization }: HttpRemote): Transport {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const hosts = addresses.map(({ address, family }) => (family === 6 ? `[${address}]` : address));
  const settings = {
    'http.followRedirects': 'false',
    'http.curloptResolve': `${url.hostname}:${port}:${hosts.join(',')}`,
    'http.lowSpeedLimit': '1000',
    'http.lowSpeedTime': '60',
    ...onlyProtocol(url),
  };
  if (authorization === null) return { settings, environment: {} };
  const environment = {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${url.origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: ${authorization}`,
  };
  return { settings, environment };
}

async function withSsh<T>(remote: SshRemote, work: (transport: Transport) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'raibid-ssh-'));
  const [socket, knownHosts] = [join(folder, 'agent'), join(folder, 'known_hosts')];
  try {
    await writeFile(knownHosts, remote.hostKeys.map((key) => `${hostAlias} ${key}\n`).join(''));
    const environment = { SSH_AUTH_SOCK: socket, GIT_SSH_COMMAND: sshCommand(remote, knownHosts) };
    const transport = { settings: onlyProtocol(remote.url), environment };
    if (remote.sshKey === '') return await work(transport);
    return await withSshAgent(remote.sshKey, socket, () => work(transport));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The name under which the host keys stand: which address they are looked up for must not matter. */
const hostAlias = 'mirror';

/**
 * ssh as git starts it (through a shell, hence the quotes): to the checked address whatever the name means, with the one
 * key of the agent and the known host keys, and with no configuration of this machine, which could name a proxy.
 */
function sshCommand({ url, addresses }: SshRemote, knownHosts: string): string {
  const options = {
    HostName: addresses[0]?.address ?? '',
    Port: String(sshPort(url)),
    HostKeyAlias: hostAlias,
    UserKnownHostsFile: knownHosts,
    GlobalKnownHostsFile: '/dev/null',
    StrictHostKeyChecking: 'yes',
    UpdateHostKeys: 'no',
    BatchMode: 'yes',
    PreferredAuthentications: 'publickey',
    IdentityFile: 'none',
    ClearAllForwardings: 'yes',
    ForwardAgent: 'no',
    PermitLocalCommand: 'no',
    ConnectTimeout: '20',
    ServerAliveInterval: '15',
    ServerAliveCountMax: '4',
  };
  const words = [
    'ssh',
    '-F',
    '/dev/null',
    ...Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
  ];
  return words.map(quotedWord).join(' ');
}

function onlyProtocol({ protocol }: URL): Record<string, string> {
  return { 'protocol.allow': 'never', [`protocol.${protocol.slice(0, -1)}.allow`]: 'always' };
}
