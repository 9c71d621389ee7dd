import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { JobMessage } from '../contract/job-message.ts';
import { containerName } from '../runner/executor/container/layout.ts';
import { allowContainers, type OpenExecutorOptions, openExecutor, type WantedPlace } from '../runner/executor/open.ts';
import type { Executor } from '../runner/executor/port.ts';
import type { AgentOptions } from './agent-options.ts';

/** What a place is made for: jobs of one repository share a tool cache, and the workspace bears its name. */
const repositorySchema = z.object({ id: z.string(), fullName: z.string() });
type Repository = z.infer<typeof repositorySchema>;

/** The place of the one job that an agent runs. */
export interface JobPlace {
  readonly isolation: Executor['isolation'];
  /** The first line of the job's log says where it runs: "this job runs ...". */
  readonly sentence: string;
  /** Aborted when the place is lost while no job has it: then none may be claimed for it. */
  readonly gone: AbortSignal;
  /** The executor for a claimed job. */
  open(job: JobMessage): Promise<Executor>;
  /** Ends what stands ready; needed when no job came. */
  close(): Promise<void>;
}

/**
 * Prepares the place of a job before there is one: a sandbox takes some 100 ms to start, and a warm agent has the time.
 * Made for the repository that the last job on this machine belonged to; a job of another one gets a new place.
 */
export function prepareJobPlace(options: AgentOptions, isolation: 'sandbox' | 'none'): JobPlace {
  const ready = isolation === 'sandbox' ? openLikely(options) : Promise.resolve(null);
  let taken = false;

  return {
    isolation,
    sentence: sentences[isolation],
    gone: new AbortController().signal,
    async open(job) {
      const { id, fullName } = job.repository;
      taken = true;
      const [prepared] = await Promise.all([ready, rememberRepository(options, { id, fullName })]);
      const containers = wantedContainers(options, job, isolation);
      const fits = prepared?.repository.id === id && prepared.repository.fullName === fullName;
      if (fits && !containers.inContainer)
        return allowContainers(
          prepared.executor,
          placeOptions(options, prepared.repository, 'sandbox', 'ready'),
          containers,
        );
      await prepared?.executor.close(0);
      return openExecutor({ ...placeOptions(options, { id, fullName }, isolation, 'job'), containers });
    },
    async close() {
      if (!taken) await (await ready)?.executor.close(0);
    },
  };
}

const sentences = {
  sandbox: 'this job runs in a sandbox of its own.',
  none: 'this job runs as plain processes of the machine, without a sandbox.',
} as const;

async function openLikely(options: AgentOptions): Promise<{ repository: Repository; executor: Executor } | null> {
  const repository = await lastRepository(options);
  if (repository === null) return null;
  try {
    return { repository, executor: await openExecutor(placeOptions(options, repository, 'sandbox', 'ready')) };
  } catch (error) {
    // Not fatal: the job's own attempt to open a place says what is wrong.
    options.log.warn({ err: error }, 'no sandbox could be made ready');
    return null;
  }
}

/** What the place must know of the containers of a job: any action of it may turn out to be one. */
function wantedContainers({ config }: AgentOptions, job: JobMessage, isolation: 'sandbox' | 'none'): WantedPlace {
  return {
    name: containerName(job),
    inContainer: job.container !== undefined,
    node: process.execPath,
    environment: config.environment,
    serverUrl: job.serverUrl,
    mayBuild: isolation === 'none',
  };
}

function placeOptions(
  { config, serveCommand }: AgentOptions,
  { id, fullName }: Repository,
  isolation: 'sandbox' | 'none',
  folder: string,
): OpenExecutorOptions {
  const { PATH } = config.environment;
  return {
    isolation,
    root: join(config.workDir, folder),
    toolCache: join(config.toolCacheDir, id),
    serveCommand,
    workspaceName: fullName.split('/').at(-1) ?? 'workspace',
    hidden: config.hiddenDirs,
    ...(PATH === undefined ? {} : { path: PATH }),
  };
}

/** Beside the tool caches, where no sandbox shows it. */
function noteFile({ config }: AgentOptions): string {
  return join(config.toolCacheDir, 'last-repository.json');
}

async function lastRepository(options: AgentOptions): Promise<Repository | null> {
  try {
    return repositorySchema.parse(JSON.parse(await readFile(noteFile(options), 'utf8')));
  } catch {
    return null;
  }
}

async function rememberRepository(options: AgentOptions, repository: Repository): Promise<void> {
  const file = noteFile(options);
  await mkdir(options.config.toolCacheDir, { recursive: true });
  await writeFile(`${file}.${options.config.agentId}`, JSON.stringify(repository));
  await rename(`${file}.${options.config.agentId}`, file);
}
