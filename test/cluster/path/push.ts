import { text } from 'node:stream/consumers';
import type { Client } from '../../../src/client/client.ts';
import { runRoutes } from '../../../src/contract/api/runs.ts';
import type { GiteaRepository } from '../../support/gitea-world.ts';
import { until } from '../../support/until.ts';
import { livePods } from '../support/stand-in-agents.ts';

export interface Pushed {
  sha: string;
  runId: string;
  /** From the answer to the push until the first line of a job's log could be read. */
  secondsToFirstLine: number;
}

/** Pushes files and waits for the first line of log of the run that the webhook makes. */
export async function pushAndWait(
  client: Client,
  repository: GiteaRepository,
  files: Record<string, string>,
): Promise<Pushed> {
  const sha = await repository.push(files);
  const pushed = performance.now();
  const runId = await until(`a run of ${sha}`, async () => {
    const { runs } = await client.call(runRoutes.list, { query: { sha } });
    return runs[0]?.id ?? false;
  });
  await until('the first line of log', () => hasLines(client, runId), 240);
  return { sha, runId, secondsToFirstLine: (performance.now() - pushed) / 1000 };
}

async function hasLines(client: Client, runId: string): Promise<boolean> {
  const { jobs } = await client.call(runRoutes.get, { params: { runId } });
  for (const { id } of jobs.filter(({ attempt }) => attempt > 0))
    if ((await text(await client.download(runRoutes.log, { params: { jobId: id } }))) !== '') return true;
  return false;
}

/** Counts the pods of agents over and over until it is told to stop; answers the most at a time. */
export function watchPods(): { stop(): Promise<number> } {
  let isOver = false;
  const counted = (async () => {
    let most = 0;
    while (!isOver) most = Math.max(most, (await livePods()).length);
    return most;
  })();
  return {
    stop() {
      isOver = true;
      return counted;
    },
  };
}
