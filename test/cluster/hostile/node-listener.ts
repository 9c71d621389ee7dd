import { once } from 'node:events';
import { createConnection, createServer } from 'node:net';
import { runQuiet } from '../run.ts';

/** A program of the node that takes every connection. */
export interface NodeListener {
  port: number;
  close(): Promise<void>;
}

/**
 * Listens on all addresses of the node, and gives it these in addition, so that whatever is sent to them would be answered.
 * This process is in the node's network.
 */
export async function listenOnNode(...addresses: string[]): Promise<NodeListener> {
  for (const address of addresses) await runQuiet(['ip', 'address', 'add', `${address}/32`, 'dev', 'lo']);
  const server = createServer((socket) => void socket.on('error', () => undefined).end());
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the listener has no port');
  return {
    port: bound.port,
    async close() {
      server.close();
      for (const address of addresses) await runQuiet(['ip', 'address', 'delete', `${address}/32`, 'dev', 'lo']);
    },
  };
}

/** Whether this process reaches `host:port`, as the node does. */
export async function isOpen(place: string): Promise<boolean> {
  const { hostname, port } = new URL(`tcp://${place}`);
  const socket = createConnection({ host: hostname, port: Number(port), timeout: 4000 });
  try {
    return await new Promise((accept) => {
      socket.once('connect', () => accept(true));
      socket.once('timeout', () => accept(false));
      socket.once('error', () => accept(false));
    });
  } finally {
    socket.destroy();
  }
}
