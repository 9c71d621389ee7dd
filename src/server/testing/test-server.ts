import { join } from 'node:path';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { onTestFinished } from 'vitest';
import { openFileBlobs } from '../../blobs/file/open.ts';
import { type ServerConfigInput, serverConfigSchema } from '../../contract/config.ts';
import { systemClock } from '../../shared/clock.ts';
import { hashToken } from '../../shared/ids.ts';
import { createLogger } from '../../shared/logger.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import { openSqliteStore } from '../../store/sqlite/open.ts';
import { type AppOptions, buildApp } from '../app.ts';
import type { ServerDeps } from '../deps.ts';
import { openForges } from '../forge/hub.ts';
import { createMirrors } from '../mirrors/mirrors.ts';
import { createScheduler } from '../scheduler/scheduler.ts';
import { createSecretSource } from '../secrets/job-settings.ts';
import { giveVariables } from '../secrets/run-variables.ts';
import { openSealer } from '../secrets/seal.ts';
import { tempFolder } from './temp-folder.ts';

export const adminToken = 'raibid_admin_for-tests';
export const agentToken = 'raibid_agent_for-tests';

export interface TestServerOptions {
  config?: Partial<ServerConfigInput>;
  app?: AppOptions;
  /** Puts something between the app and its parts, to stop or break them at the right moment. */
  change?: (deps: ServerDeps) => Partial<ServerDeps>;
}

export interface Answer {
  status: number;
  headers: Record<string, unknown>;
  text: string;
  json: unknown;
}

export interface TestServer {
  app: FastifyInstance;
  deps: ServerDeps;
  /** What the server logged, a JSON line each. */
  logged: string[];
  /** As the admin, without a socket. */
  call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: unknown): Promise<Answer>;
  inject(options: InjectOptions): Promise<Answer>;
  /** Listens on a free port; answers the address. */
  listen(): Promise<string>;
  createRepository(fullName?: string): Promise<RepositoryRecord>;
  stop: AbortController;
}

/** A whole server with real store, blobs, git and scheduler, in a folder of its own; gone after the test. */
export async function openTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const dataDir = await tempFolder();
  const logged: string[] = [];
  const stop = new AbortController();
  const deps = await makeDeps({ dataDir, port: 0, ...options.config }, logged, stop.signal);
  Object.assign(deps, options.change?.(deps));
  const app = await buildApp(deps, { checkAnswers: true, ...options.app });
  onTestFinished(async () => {
    stop.abort();
    await app.close();
    await deps.mirrors.stop();
    await deps.store.close();
  });
  const inject = async (request: InjectOptions) => toAnswer(await app.inject(request));
  return {
    app,
    deps,
    logged,
    stop,
    inject,
    call: (method, url, body) =>
      inject({ method, url, headers: bearer(adminToken), ...(body === undefined ? {} : { payload: body as object }) }),
    async listen() {
      const url = await app.listen({ host: '127.0.0.1', port: 0 });
      deps.baseUrl = () => url;
      return url;
    },
    async createRepository(fullName = 'local/demo') {
      const record = { fullName, defaultBranch: 'main', forge: 'builtin', createdAt: deps.clock.now() };
      const repository = await deps.store.repositories.create(record);
      await deps.forge.create(repository);
      return repository;
    },
  };
}

export function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

async function makeDeps(config: ServerConfigInput, logged: string[], stopping: AbortSignal): Promise<ServerDeps> {
  const store = giveVariables(await openSqliteStore({ file: join(config.dataDir, 'state.db') }));
  const token = { createdAt: 0, expiresAt: null };
  await store.tokens.create({ ...token, hash: hashToken(adminToken), kind: 'admin', name: 'admin' });
  await store.tokens.create({ ...token, hash: hashToken(agentToken), kind: 'agent', name: 'agents' });
  const sealer = await openSealer(join(config.dataDir, 'secret-key'));
  const log = createLogger({ name: 'test', level: 'debug', destination: { write: (line) => logged.push(line) } });
  const forges = openForges({ dataDir: config.dataDir, store, sealer, log, baseUrl: () => deps.baseUrl() });
  const parts = {
    config: serverConfigSchema.parse(config),
    store,
    blobs: await openFileBlobs(join(config.dataDir, 'blobs')),
    log,
    clock: systemClock,
    forge: forges.forge,
  };
  const scheduler = createScheduler(parts);
  const deps: ServerDeps = {
    ...parts,
    forges,
    scheduler,
    mirrors: createMirrors({ ...parts, forges, sealer, scheduler }),
    secrets: createSecretSource(store, sealer),
    sealer,
    isolation: { isolation: 'none', reason: 'tests run on the host' },
    pods: null,
    baseUrl: () => 'http://127.0.0.1:8420',
    stopping,
  };
  return deps;
}

function toAnswer(response: { statusCode: number; headers: Record<string, unknown>; body: string }): Answer {
  const { statusCode: status, headers, body: text } = response;
  const json: unknown = String(headers['content-type']).startsWith('application/json') ? JSON.parse(text) : null;
  return { status, headers, text, json };
}
