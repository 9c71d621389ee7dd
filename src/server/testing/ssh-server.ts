import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { tempFolder } from './temp-folder.ts';

const run = promisify(execFile);

export interface SshServer {
  /** `ssh://user@127.0.0.1:port`, before the path of a repository on this machine. */
  url: string;
  port: number;
  /** Private key that the server takes. */
  key: string;
  /** `<type> <base64> <comment>` of the server. */
  hostKey: string;
  stop(): Promise<void>;
}

/** A new key pair in a folder; answers the file of the private one. */
export async function sshKey(folder: string, name: string, passPhrase = ''): Promise<string> {
  const file = join(folder, name);
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passPhrase, '-C', name, '-f', file]);
  return file;
}

/** A real sshd on a port of this machine, for its own user and one key. Needs the Debian package openssh-server. */
export async function serveSsh(options: { port?: number } = {}): Promise<SshServer> {
  const folder = await tempFolder();
  const [host, user] = [await sshKey(folder, 'host'), await sshKey(folder, 'user')];
  const port = options.port ?? (await freePort());
  const config = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${host}`,
    `AuthorizedKeysFile ${user}.pub`,
    'PermitRootLogin prohibit-password',
    'PasswordAuthentication no',
    'StrictModes no',
    'PidFile none',
  ];
  await writeFile(join(folder, 'config'), `${config.join('\n')}\n`);
  // Debian's sshd wants the place of its unprivileged part, which its service makes.
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true });
  const server = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(folder, 'config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(server, 'close');
  await Promise.race([listening(server.stderr), ended.then(() => Promise.reject(new Error('sshd ended')))]);
  const stop = async () => {
    server.kill();
    await ended;
  };
  onTestFinished(stop);
  const hostKey = (await readFile(`${host}.pub`, 'utf8')).trim();
  return {
    url: `ssh://${userInfo().username}@127.0.0.1:${port}`,
    port,
    key: await readFile(user, 'utf8'),
    hostKey,
    stop,
  };
}

async function listening(log: NodeJS.ReadableStream): Promise<void> {
  let text = '';
  for await (const chunk of log) {
    text += String(chunk);
    if (text.includes('Server listening')) break;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
