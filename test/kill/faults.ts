import { setTimeout as delay } from 'node:timers/promises';
import type { Fate } from '../support/lossy-proxy.ts';
import type { SmallDisk } from './small-disk.ts';
import type { KillWorld } from './world.ts';

type Random = () => number;
type Fault = (world: KillWorld, random: Random) => Promise<void>;

/** What is done to the platform while it works, each at a random moment; when a fault answers, everything runs again. */
export const faults: Record<string, Fault> = {
  'an agent is killed': async ({ agents }, random) => agents.killOne(random),
  'all agents are killed': async ({ agents }, random) => {
    for (let nth = 0; nth < 8; nth += 1) agents.killOne(random);
  },
  'a server is killed': async ({ servers }, random) => {
    const server = one(servers, random);
    await server.kill();
    await delay(random() * 2_000);
    await server.start();
  },
  'both servers are killed': async ({ servers }, random) => {
    await Promise.all(servers.map((server) => server.kill()));
    await delay(random() * 2_000);
    await Promise.all(servers.map((server) => server.start()));
  },
  'Redis is killed': async ({ redis }, random) => {
    await redis.kill();
    await delay(random() * 1_500);
    await redis.start();
  },
  'Redis is killed while it rewrites its file': async ({ redis }, random) => {
    await redis.admin('BGREWRITEAOF');
    await delay(random() * 60);
    await redis.crash();
  },
  // With appendfsync always Redis ends itself when it cannot write; whoever keeps it starts it again.
  'the disk of Redis is full': async ({ disks, redis }, random) => {
    await fillFor(disks?.redis, random);
    await redis.crash();
  },
  'the disk of the logs is full': async ({ disks }, random) => fillFor(disks?.shared, random),
  'a server is killed while the disk of the logs is full': async ({ disks, servers }, random) => {
    const server = one(servers, random);
    const full = fillFor(disks?.shared, random);
    await delay(random() * 2_000);
    await server.kill();
    await full;
    await server.start();
  },
  'the connection to Redis is cut': async ({ stores }, random) => one(stores, random).cut(random() * 3_000),
  'the connection to Redis is slow': async ({ stores }, random) => {
    const store = one(stores, random);
    store.slow(20 + random() * 400);
    await delay(random() * 3_000);
    store.slow(0);
  },
  'requests of agents are lost, unanswered and doubled': async ({ networks }, random) => {
    const fates: Fate[] = ['lose', 'drop', 'double', 'pass', 'pass'];
    for (const network of networks) network.fate = () => one(fates, random);
    await delay(1_000 + random() * 3_000);
    for (const network of networks) network.fate = () => 'pass';
  },
  'the clock jumps': async (world, random) => {
    await world.moveClock(Math.round(random() * 48 - 24));
    await delay(random() * 3_000);
    await world.moveClock(0);
  },
};

async function fillFor(disk: SmallDisk | undefined, random: Random): Promise<void> {
  if (disk === undefined) throw new Error('this fault needs the small disks of the long run');
  await disk.fill();
  await delay(random() * 2_000);
  await disk.free();
}

function one<T>(items: T[], random: Random): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('there is nothing to choose from');
  return item;
}
