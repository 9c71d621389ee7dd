import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A network between a server and Redis that can be cut and slowed down. TCP keeps the order and doubles nothing. */
export interface RedisProxy {
  url: string;
  /** Breaks all connections and refuses new ones for so many milliseconds. */
  cut(milliseconds: number): void;
  /** Holds back what Redis answers for so many milliseconds; 0: not at all. */
  slow(milliseconds: number): void;
  close(): void;
}

export async function startRedisProxy(port: number): Promise<RedisProxy> {
  const pairs = new Set<[Socket, Socket]>();
  let cutUntil = 0;
  let pause = 0;
  const server = createServer((near) => {
    if (performance.now() < cutUntil) return void near.destroy();
    const far = connect(port, '127.0.0.1');
    const pair: [Socket, Socket] = [near, far];
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    for (const socket of pair) socket.on('error', end).on('close', end).setNoDelay(true);
    near.pipe(far);
    // One after the other, also when the pause ends while something is held back.
    let written = Promise.resolve();
    let due = 0;
    far.on('data', (data) => {
      due = Math.max(due, performance.now() + pause);
      const mine = due;
      written = written.then(async () => {
        const left = mine - performance.now();
        if (left > 0) await delay(left);
        if (!near.destroyed) near.write(data);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const breakAll = (): void => {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
  };
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: (milliseconds) => {
      cutUntil = performance.now() + milliseconds;
      breakAll();
    },
    slow: (milliseconds) => {
      pause = milliseconds;
    },
    close: () => {
      breakAll();
      server.close();
    },
  };
}
