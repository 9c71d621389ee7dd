import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '../../src/client/client.ts';
import { hashToken, newToken } from '../../src/shared/ids.ts';
import { openRedisStore } from '../../src/store/redis/open.ts';
import { freePort, startTestRedis, type TestRedis } from '../../src/store/redis/testing/redis-server.ts';
import { type LossyProxy, openLossyProxy } from '../support/lossy-proxy.ts';
import { adminToken, makeRepository, type TestRepository } from '../support/platform.ts';
import { type AgentPlaces, startAgentPlaces } from './agents.ts';
import { type RedisProxy, startRedisProxy } from './redis-proxy.ts';
import { type KilledServer, killedServer } from './server.ts';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';

/** Two servers on one Redis and agents at both, each connection through a proxy: everything real, everything killable. */
export interface KillWorld {
  folder: string;
  redis: TestRedis;
  /** What Redis writes to, and what the servers share (logs, repositories); null: the disk of the machine. */
  disks: { redis: SmallDisk; shared: SmallDisk } | null;
  servers: KilledServer[];
  /** Between each server and Redis. */
  stores: RedisProxy[];
  /** Between agents and each server. */
  networks: LossyProxy[];
  agents: AgentPlaces;
  clients: Client[];
  repository: TestRepository;
  /** Moves the wall clock of both servers by so many hours from the true time. */
  moveClock(hours: number): Promise<void>;
  stop(): Promise<void>;
}

/** Seconds instead of half a minute, so that hundreds of rounds are done in an hour; long enough for a busy machine. */
const lease = { heartbeatEvery: 500, expiry: 6_000, fence: 1_000 };
const agentsAtEach = 2;

/** `smallDisks`: Redis and the shared folder get file systems of their own, which only root can mount. */
export async function startKillWorld({ smallDisks = false } = {}): Promise<KillWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'raibid-kill-'));
  const clock = join(folder, 'clock');
  await writeFile(clock, '+0\n');
  const disks = smallDisks
    ? { redis: await mountSmallDisk(join(folder, 'redis')), shared: await mountSmallDisk(join(folder, 'shared')) }
    : null;
  const redis = await startTestRedis([], 'redis-server', disks?.redis.folder);
  const stores = [await startRedisProxy(redis.port), await startRedisProxy(redis.port)];
  const ports = [await freePort(), await freePort()];
  const servers = stores.map(({ url }, nth) => {
    const dataDir = join(folder, `server-${nth + 1}`);
    const shared = { sharedDir: join(folder, 'shared'), store: { url }, maxAgents: 0, warm: 0, lease };
    return killedServer({ port: ports[nth] ?? 0, dataDir, logLevel: 'error', ...shared }, clock);
  });
  for (const server of servers) await server.start();
  const token = await adminToken(join(folder, 'shared'));
  const agentToken = await createAgentToken(redis.url);
  const opened = await Promise.all(servers.map(({ url }) => openLossyProxy(url)));
  const networks = opened.map(({ proxy }) => proxy);
  const addresses = networks.flatMap(({ url }) => Array.from({ length: agentsAtEach }, () => url));
  const clients = servers.map(({ url }) => createClient({ url, token }));
  const [client] = clients;
  if (client === undefined) throw new Error('there is no server');
  const agents = startAgentPlaces(addresses, agentToken, join(folder, 'agents'));
  return {
    ...{ folder, disks, redis, servers, stores, networks, agents, clients },
    repository: await makeRepository(client, token, folder, 'demo'),
    moveClock: (hours) => writeFile(clock, `${hours < 0 ? '' : '+'}${hours}h\n`),
    stop: async () => {
      await agents.stop();
      for (const server of servers) await server.kill();
      for (const { close } of opened) close();
      for (const store of stores) store.close();
      await redis.stop();
      for (const disk of Object.values(disks ?? {})) await disk.remove();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function createAgentToken(url: string): Promise<string> {
  const token = newToken('agent');
  const store = await openRedisStore({ url });
  const record = { hash: hashToken(token), kind: 'agent' as const, name: 'places', createdAt: 0, expiresAt: null };
  await store.tokens.create(record);
  await store.close();
  return token;
}
