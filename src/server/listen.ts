import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { openFileBlobs } from '../blobs/file/open.ts';
import { type ServerConfig, sharedDirOf } from '../contract/config.ts';
import { systemClock } from '../shared/clock.ts';
import { RaibidError } from '../shared/errors.ts';
import { createLogger, type Logger } from '../shared/logger.ts';
import { openStore } from '../store/open.ts';
import { ensureAdminToken } from './admin-token.ts';
import { buildApp } from './app.ts';
import type { ServerDeps } from './deps.ts';
import { createForgeLoops } from './forge/forge-loops.ts';
import { openForges } from './forge/hub.ts';
import { findIsolation } from './isolation.ts';
import { createCollectors } from './metrics/collectors.ts';
import { measureStore } from './metrics/measure-store.ts';
import { createMirrors } from './mirrors/mirrors.ts';
import { createLocalAgents } from './scaler/local-agents.ts';
import { createScaler } from './scaler/scaler.ts';
import { createScheduler } from './scheduler/scheduler.ts';
import { createSecretSource } from './secrets/job-settings.ts';
import { finishRotation } from './secrets/reseal.ts';
import { giveVariables } from './secrets/run-variables.ts';
import { openSealer } from './secrets/seal.ts';
import { noteServer, refuseSecondServer, removeServerNote } from './server-note.ts';

export interface RunningServer {
  /** Where it listens, without a slash at the end; the configured base address when there is one. */
  url: string;
  /** What its local agents run jobs in, and why. */
  isolation: ServerDeps['isolation'];
  /** Stops accepting, finishes what is under way, keeps everything. Agents go on. Harmless to call twice. */
  close(): Promise<void>;
}

export interface StartOptions {
  log?: Logger;
  /** Folder of the built dashboard; by default the one of this package. */
  dashboard?: string;
}

/**
 * Starts the whole server on a data folder: store, blobs, HTTP, scheduler, local agents.
 * @throws `port_in_use`; `conflict` when a server runs on that folder; `store_newer`; `sandbox_unavailable`
 */
export async function startServer(config: ServerConfig, options: StartOptions = {}): Promise<RunningServer> {
  const log = options.log ?? createLogger({ name: 'raibid-server', level: config.logLevel });
  for (const folder of [config.dataDir, sharedDirOf(config)]) await mkdir(folder, { recursive: true, mode: 0o700 });
  await refuseSecondServer(config.dataDir);
  const store = await openStore(config, log);
  try {
    return await startOn(config, store, log, options.dashboard);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function startOn(
  config: ServerConfig,
  opened: ServerDeps['store'],
  log: Logger,
  dashboard: string | undefined,
): Promise<RunningServer> {
  const collectors = createCollectors();
  const store = giveVariables(measureStore(opened, collectors));
  const clock = systemClock;
  const stopping = new AbortController();
  const shared = sharedDirOf(config);
  const blobs = await openFileBlobs(join(shared, 'blobs'));
  const sealer = await openSealer(join(shared, 'secret-key'));
  await finishRotation({ store, sealer, clock, log });
  let url = config.baseUrl ?? '';
  const forges = openForges({ dataDir: shared, store, sealer, log, baseUrl: () => url });
  const { forge } = forges;
  await ensureAdminToken(shared, store, clock);
  const isolation = await findIsolation(config);
  const scheduler = createScheduler({ store, blobs, forge, config, clock, log });
  const mirrors = createMirrors({ config, store, sealer, forges, scheduler, clock, log });
  const deps: ServerDeps = {
    config,
    store,
    blobs,
    log,
    clock,
    forge,
    forges,
    scheduler,
    mirrors,
    secrets: createSecretSource(store, sealer),
    sealer,
    isolation,
    baseUrl: () => url,
    stopping: stopping.signal,
  };
  const app = await buildApp(deps, { collectors, ...(dashboard === undefined ? {} : { dashboard }) });
  const local = await listen(app, config);
  url = config.baseUrl ?? local;
  const agents = createLocalAgents({ config, store, clock, log, baseUrl: () => local, isolation: isolation.isolation });
  const scaler = createScaler({ config, store, agents, clock, log });
  await agents.adopt();
  await noteServer(config.dataDir, local);
  const forgeLoops = createForgeLoops(deps);
  scheduler.start();
  forgeLoops.start();
  mirrors.start();
  if (config.maxAgents > 0) scaler.start();
  log.info({ url, isolation: isolation.isolation }, 'listening');

  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    stopping.abort();
    await scaler.stop();
    await agents.leave(new Set((await store.leases.list()).map((lease) => lease.agent.agentId)));
    await app.close();
    await mirrors.stop();
    await scheduler.stop();
    await forgeLoops.stop();
    await store.close();
    await removeServerNote(config.dataDir);
    log.info('stopped');
  }
  return {
    url,
    isolation,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

async function listen(app: FastifyInstance, { host, port }: ServerConfig): Promise<string> {
  try {
    const address = await app.listen({ host, port });
    return address.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
  } catch (error) {
    await app.close();
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new RaibidError('port_in_use', `Port ${port} of ${host} is taken.`, { cause: error });
    }
    throw error;
  }
}
