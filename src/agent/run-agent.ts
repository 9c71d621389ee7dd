import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createClient } from '../client/client.ts';
import { probeIsolation } from '../runner/executor/probe.ts';
import type { Logger } from '../shared/logger.ts';
import type { AgentOptions } from './agent-options.ts';
import { claimJob } from './claim.ts';
import { type JobPlace, prepareJobPlace } from './job-place.ts';
import { connectPodPlace } from './pod-place.ts';
import { runClaimedJob } from './run-claimed-job.ts';

/**
 * The life of an agent: claim one job, run it, report, leave nothing behind. The signal (SIGTERM) ends it early: a job
 * that has not started a step goes back to the queue, another is cancelled in order.
 * @returns the exit code: 0 whatever the result of the job, and when there was none
 * @throws when no job can ever be claimed: a wrong token, another contract version, no sandbox where one is demanded, no
 *   container for the job
 */
export async function runAgent(options: AgentOptions, signal: AbortSignal): Promise<number> {
  const { config, log } = options;
  await mkdir(config.workDir, { recursive: true, mode: 0o700 });
  // All that can be done before there is a job is done now: a warm agent answers at once.
  const place = await preparePlace(options, signal);
  if (place === null) return 0;
  try {
    const client = createClient({ url: config.serverUrl, token: config.token });
    const claim = await claimJob(client, config, place.isolation, AbortSignal.any([signal, place.gone]));
    if (claim === null) {
      place.gone.throwIfAborted();
      log.info({ agentId: config.agentId }, 'no job came: leaving');
      return 0;
    }
    if (config.readyFile !== undefined) await writeFile(config.readyFile, '');
    await runClaimedJob(options, claim, place, signal);
    return 0;
  } finally {
    await place.close();
    await removeWorkDir(config.workDir, log);
  }
}

/** Null: told to stop while waiting for the job's container. */
async function preparePlace(options: AgentOptions, signal: AbortSignal): Promise<JobPlace | null> {
  const { executorSocket, isolation } = options.config;
  if (executorSocket === undefined) return prepareJobPlace(options, (await probeIsolation(isolation)).isolation);
  try {
    return await connectPodPlace(executorSocket, signal);
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

async function removeWorkDir(folder: string, log: Logger): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    log.warn({ err: error, folder }, 'the work folder could not be removed');
  }
}
