import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { RaibidError } from '../../../shared/errors.ts';
import { signalGroup } from '../host-process.ts';
import { jobUser } from '../sandbox-user.ts';
import type { Podman } from './podman.ts';

/** Lets a container reach one port of this machine. */
export interface ServerDoor {
  close(): Promise<void>;
}

/** Linux allows 108 bytes with the closing zero (unix(7)). */
const longestSocketPath = 107;

/** Hands bytes on, and ends with its input. Run in the network of the container, but with the files of this machine. */
const innerProgram = `const net = require('node:net');
const [port, path] = process.argv.slice(1);
const server = net.createServer({ allowHalfOpen: true }, (client) => {
  const outside = net.connect({ path, allowHalfOpen: true });
  for (const one of [client, outside]) one.on('error', () => { client.destroy(); outside.destroy(); });
  client.pipe(outside);
  outside.pipe(client);
});
server.listen(Number(port), '127.0.0.1', () => process.stdout.write('ready\\n'));
process.stdin.on('end', () => process.exit()).resume();`;

/**
 * A server that listens on the loopback of this machine, at the same address in a container: what steps are told as
 * GITHUB_SERVER_URL leads there. Null where the container reaches the address by itself. A Unix socket leads from the one
 * network into the other; the job sees neither it nor the process that serves it.
 */
export async function openServerDoor(
  podman: Podman,
  container: string,
  serverUrl: string,
  folder: string,
): Promise<ServerDoor | null> {
  const { hostname, port } = new URL(serverUrl);
  if (!/^(localhost|127\.\d+\.\d+\.\d+)$/.test(hostname) || port === '') return null;
  // One a container; short, since so is what Linux allows.
  const path = join(folder, `${container.slice(0, 6)}.sock`);
  const outer = createServer({ allowHalfOpen: true }, (client) => {
    const server = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    for (const one of [client, server]) {
      one.on('error', () => {
        client.destroy();
        server.destroy();
      });
    }
    client.pipe(server);
    server.pipe(client);
  });
  if (Buffer.byteLength(path) > longestSocketPath) {
    throw new RaibidError('container_failed', `The path ${path} is too long for a socket.`, {
      hint: 'Give the platform a data folder with a shorter path.',
    });
  }
  outer.listen(path);
  await once(outer, 'listening');
  const closeOuter = async (): Promise<void> => {
    outer.close();
    await rm(path, { force: true });
  };
  try {
    const inner = await startInside(podman, container, [port, path]);
    return {
      close: async () => {
        if (inner.pid !== undefined) signalGroup(inner.pid, 'SIGKILL');
        await closeOuter();
      },
    };
  } catch (error) {
    await closeOuter();
    throw error;
  }
}

async function startInside(podman: Podman, container: string, parameters: string[]): Promise<ChildProcess> {
  const pid = await podman.ask('The container is gone', ['inspect', '--format', '{{.State.Pid}}', container]);
  // Without rights, only a process of podman's own user namespace may enter networks of it.
  const [first, ...more] = jobUser().drop ? [] : [...podman.program, 'unshare'];
  const enter = ['nsenter', '--target', pid, '--net', process.execPath, '--eval', innerProgram, ...parameters];
  const [program = 'nsenter', ...words] = first === undefined ? enter : [first, ...more, ...enter];
  const child = spawn(program, words, { env: podman.env, stdio: ['pipe', 'pipe', 'ignore'], detached: true });
  child.stdin.on('error', () => undefined);
  const failed = once(child, 'exit').then(() => false);
  const ready = once(child.stdout, 'data').then(() => true);
  if (await Promise.race([ready, failed]).catch(() => false)) return child;
  throw new RaibidError('container_failed', 'The container of the job cannot be given a way to the server.', {
    hint: 'It needs `nsenter` (util-linux), and a port that nothing in the container takes.',
  });
}
