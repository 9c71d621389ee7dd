import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Client, createClient } from '../../src/client/client.ts';
import { repositoryRoutes } from '../../src/contract/api/repositories.ts';
import { runRoutes } from '../../src/contract/api/runs.ts';
import { type ServerConfigInput, serverConfigSchema } from '../../src/contract/config.ts';
import type { LogLine } from '../../src/contract/log.ts';
import type { JobView, RunView } from '../../src/contract/views.ts';
import { type RunningServer, startServer } from '../../src/server/listen.ts';
import { commitFiles, git, initTree } from '../../src/server/testing/git.ts';
import { createLogger } from '../../src/shared/logger.ts';
import { killNow, localAgents } from './processes.ts';
import { until } from './until.ts';

/** A whole platform on a folder of its own: real server, real git, real agents. */
export interface Platform {
  dataDir: string;
  client: Client;
  token: string;
  server: RunningServer;
  repository(name?: string): Promise<TestRepository>;
  stop(): Promise<void>;
}

export interface TestRepository {
  fullName: string;
  /** Working tree with the repository as `origin`. */
  folder: string;
  /** Commits the files on the current branch and pushes it; answers the commit. */
  push(files: Record<string, string>, message?: string): Promise<string>;
  commitOnly(files: Record<string, string>, message?: string): Promise<string>;
  git(...args: string[]): Promise<string>;
}

/**
 * Starts a platform on a free port. Its agents end with it; `dataDir` is given to start on an existing folder,
 * `dashboard` to serve a build of the pages.
 */
export async function startPlatform(
  config: Partial<ServerConfigInput> = {},
  given: { dataDir?: string; dashboard?: string } = {},
): Promise<Platform> {
  const dataDir = given.dataDir ?? (await mkdtemp(join(tmpdir(), 'raibid-platform-')));
  const server = await startServer(testConfig(dataDir, config), {
    log: createLogger({ name: 'test', level: config.logLevel ?? 'warn' }),
    ...(given.dashboard === undefined ? {} : { dashboard: given.dashboard }),
  });
  const token = await adminToken(dataDir);
  const client = createClient({ url: server.url, token });
  return {
    dataDir,
    client,
    token,
    server,
    repository: (name = 'demo') => makeRepository(client, token, dataDir, name),
    async stop() {
      await server.close();
      await endAgents(dataDir);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function testConfig(dataDir: string, config: Partial<ServerConfigInput>): ReturnType<typeof serverConfigSchema.parse> {
  const { PATH = '/usr/bin:/bin', HOME = '/tmp' } = process.env;
  return serverConfigSchema.parse({
    port: 0,
    dataDir,
    maxAgents: 2,
    warm: 1,
    logLevel: 'warn',
    agentEnvironment: { PATH, HOME },
    ...config,
  });
}

export async function adminToken(dataDir: string): Promise<string> {
  return (await readFile(join(dataDir, 'admin-token'), 'utf8')).trim();
}

/** Kills what is left of the agents of a data folder and waits until they are gone. */
export async function endAgents(dataDir: string): Promise<void> {
  for (const { pid } of await localAgents(dataDir)) killNow(pid);
  await until('all agents are gone', async () => (await localAgents(dataDir)).length === 0);
}

/** Creates `local/<name>` and a working tree for it. */
export async function makeRepository(
  client: Client,
  token: string,
  dataDir: string,
  name: string,
): Promise<TestRepository> {
  const fullName = `local/${name}`;
  const { cloneUrl } = await client.call(repositoryRoutes.create, { body: { fullName } });
  const folder = await initTree(join(dataDir, 'test-trees', name));
  await git(folder, 'remote', 'add', 'origin', cloneUrl);
  await git(folder, 'config', `http.${cloneUrl}.extraHeader`, `Authorization: Bearer ${token}`);
  return {
    fullName,
    folder,
    git: (...args) => git(folder, ...args),
    commitOnly: (files, message) => commitFiles(folder, files, message),
    async push(files, message) {
      const sha = await commitFiles(folder, files, message);
      await git(folder, 'push', '--quiet', 'origin', 'HEAD');
      return sha;
    },
  };
}

/** The only run of a commit, once there is one. */
export async function runOf(client: Client, sha: string): Promise<RunView> {
  const id = await until(`a run of ${sha}`, async () => {
    const { runs } = await client.call(runRoutes.list, { query: { sha } });
    if (runs.length > 1) throw new Error(`${runs.length} runs of ${sha}`);
    return runs[0]?.id ?? false;
  });
  return client.call(runRoutes.get, { params: { runId: id } });
}

/** The run once it is completed. */
export async function finished(client: Client, runId: string): Promise<RunView> {
  return until(`run ${runId} is completed`, async () => {
    const run = await client.call(runRoutes.get, { params: { runId } });
    return run.status === 'completed' ? run : false;
  });
}

/** The job with this name, once it is there and the condition holds. */
export async function jobWhen(
  client: Client,
  runId: string,
  what: string,
  holds: (job: JobView) => boolean | Promise<boolean>,
  name?: string,
): Promise<JobView> {
  return until(what, async () => {
    const { jobs } = await client.call(runRoutes.get, { params: { runId } });
    const job = jobs.find((candidate) => name === undefined || candidate.name === name);
    return job !== undefined && (await holds(job)) ? job : false;
  });
}

/** The log of an attempt as lines of text; the newest attempt when none is named. */
export async function logOf(client: Client, jobId: string, attempt?: number): Promise<string[]> {
  const query = { format: 'jsonl' as const, ...(attempt === undefined ? {} : { attempt }) };
  const content = await text(await client.download(runRoutes.log, { params: { jobId }, query }));
  return content
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as LogLine).x);
}

/** A workflow of one job with these script steps, started by a push. */
export function pushWorkflow(...scripts: string[]): string {
  const steps = scripts.map((script) => ({ run: script }));
  return JSON.stringify({ on: 'push', jobs: { build: { 'runs-on': 'ubuntu-latest', steps } } });
}

export const workflowPath = '.github/workflows/ci.yml';
