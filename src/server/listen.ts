import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { openFileBlobs } from '../blobs/file/open.ts';
import { type ServerConfig, sharedDirOf } from '../contract/config.ts';
import { systemClock } from '../shared/clock.ts';
import { RaibidError } from '../shared/errors.ts';
import { createLogger, type Logger } from '../shared/logger.ts';
import { openStore } from '../store/open.ts';
import { buildApp } from './app.ts';
import { assembleDeps, type ServerParts } from './assemble.ts';
import { makeDataFolders } from './data-folders.ts';
import type { ServerDeps } from './deps.ts';
import { createForgeLoops } from './forge/forge-loops.ts';
import { keepGitea } from './forge/keep-gitea.ts';
import { rememberAgentTokens } from './identity/remember-agent-tokens.ts';
import { createCollectors } from './metrics/collectors.ts';
import { measureBlobs } from './metrics/measure-blobs.ts';
import { measureStore } from './metrics/measure-store.ts';
import { createLocalAgents } from './scaler/local-agents.ts';
import { createScaler } from './scaler/scaler.ts';
import { createWarmPods } from './scaler/warm-pods.ts';
import { giveVariables } from './secrets/run-variables.ts';
import { noteServer, refuseSecondServer, removeServerNote } from './server-note.ts';

export interface RunningServer {
  /** Where it listens, without a slash at the end; the configured base address when there is one. */
  url: string;
  /** What its local agents run jobs in, and why. */
  isolation: ServerDeps['isolation'];
  /** Aborted when a server of a newer version waits for the store: close this one then. */
  replaced: AbortSignal;
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
 * @throws `config_invalid` for a folder that cannot be used; `port_in_use`; `conflict` when a server runs on that folder; `store_newer`; `sandbox_unavailable`
 */
export async function startServer(config: ServerConfig, options: StartOptions = {}): Promise<RunningServer> {
  const log = options.log ?? createLogger({ name: 'raibid-server', level: config.logLevel });
  await makeDataFolders(config);
  await refuseSecondServer(config.dataDir);
  const replaced = new AbortController();
  const store = await openStore(config, log, () => {
    if (!replaced.signal.aborted) log.warn('a newer version takes the store over; stopping');
    replaced.abort();
  });
  try {
    return { ...(await startOn(config, store, log, options.dashboard)), replaced: replaced.signal };
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
): Promise<Omit<RunningServer, 'replaced'>> {
  const collectors = createCollectors();
  const store = rememberAgentTokens(giveVariables(measureStore(opened, collectors)), systemClock);
  const stopping = new AbortController();
  const address = { url: config.baseUrl ?? '' };
  const blobs = measureBlobs(await openFileBlobs(join(sharedDirOf(config), 'blobs')), collectors);
  const deps = await assembleDeps({ config, store, blobs, log, baseUrl: () => address.url, stopping: stopping.signal });
  if (config.gitea !== undefined) await keepGitea(deps, config.gitea);
  const app = await buildApp(deps, { collectors, ...(dashboard === undefined ? {} : { dashboard }) });
  const local = await listen(app, config);
  address.url = config.baseUrl ?? local;
  await noteServer(config.dataDir, local);
  const loops = await startLoops(deps, local);
  log.info({ url: address.url, isolation: deps.isolation.isolation }, 'listening');

  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    stopping.abort();
    await loops.stopAgents();
    await app.close();
    await loops.stop();
    deps.pods?.close();
    await store.close();
    await removeServerNote(config.dataDir);
    log.info('stopped');
  }
  return {
    url: address.url,
    isolation: deps.isolation,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/** Everything that happens by itself. `local`: where agents of this machine reach the server. */
async function startLoops(
  deps: ServerParts,
  local: string,
): Promise<{ stopAgents(): Promise<void>; stop(): Promise<void> }> {
  const { config, store, clock, log, scheduler, mirrors } = deps;
  const { isolation } = deps.isolation;
  const agents = createLocalAgents({ config, store, clock, log, baseUrl: () => local, isolation });
  const scaler = createScaler({ config, store, agents, clock, log });
  const warmPods = createWarmPods({ config, store, log });
  const forgeLoops = createForgeLoops(deps);
  await agents.adopt();
  scheduler.start();
  forgeLoops.start();
  mirrors.start();
  if (config.maxAgents > 0) scaler.start();
  if (config.cluster !== undefined) warmPods.start();
  return {
    async stopAgents() {
      await scaler.stop();
      await agents.leave(new Set((await store.leases.list()).map((lease) => lease.agent.agentId)));
    },
    async stop() {
      await warmPods.stop();
      await mirrors.stop();
      await scheduler.stop();
      await forgeLoops.stop();
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
