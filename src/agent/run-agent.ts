import { mkdir, rm } from 'node:fs/promises';
import { createClient } from '../client/client.ts';
import { probeIsolation } from '../runner/executor/probe.ts';
import type { Logger } from '../shared/logger.ts';
import type { AgentOptions } from './agent-options.ts';
import { claimJob } from './claim.ts';
import { prepareJobPlace } from './job-place.ts';
import { runClaimedJob } from './run-claimed-job.ts';

/**
 * The life of an agent: claim one job, run it, report, leave nothing behind. The signal (SIGTERM) ends it early: a job
 * that has not started a step goes back to the queue, another is cancelled in order.
 * @returns the exit code: 0 whatever the result of the job, and when there was none
 * @throws when no job can ever be claimed: a wrong token, another contract version, no sandbox where one is demanded
 */
export async function runAgent(options: AgentOptions, signal: AbortSignal): Promise<number> {
  const { config, log } = options;
  // All that can be done before there is a job is done now: a warm agent answers at once.
  const { isolation } = await probeIsolation(config.isolation);
  await mkdir(config.workDir, { recursive: true, mode: 0o700 });
  const place = prepareJobPlace(options, isolation);
  try {
    const client = createClient({ url: config.serverUrl, token: config.token });
    const claim = await claimJob(client, config, isolation, signal);
    if (claim === null) {
      log.info({ agentId: config.agentId }, 'no job came: leaving');
      return 0;
    }
    await runClaimedJob(options, claim, { isolation, place }, signal);
    return 0;
  } finally {
    await place.close();
    await removeWorkDir(config.workDir, log);
  }
}

async function removeWorkDir(folder: string, log: Logger): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    log.warn({ err: error, folder }, 'the work folder could not be removed');
  }
}
