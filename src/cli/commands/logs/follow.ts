import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '../../../client/client.ts';
import { readEvents } from '../../../client/events.ts';
import { runRoutes } from '../../../contract/api/runs.ts';
import { logLineSchema } from '../../../contract/log.ts';
import type { JobView } from '../../../contract/views.ts';
import type { CommandContext } from '../../command.ts';
import type { PaintLine } from '../../output/log-lines.ts';

const lookEvery = 1000;

/**
 * Prints the log lines of jobs as they appear, until all of them have ended. `choose` is asked at each look: a matrix
 * that expands meanwhile brings new jobs.
 */
export async function followLogs(
  client: Client,
  runId: string,
  choose: (jobs: JobView[]) => JobView[],
  paint: PaintLine,
  context: CommandContext,
): Promise<void> {
  const following = new Map<string, Promise<void>>();
  for (;;) {
    const run = await client.call(runRoutes.get, { params: { runId } }, { signal: context.signal });
    const jobs = choose(run.jobs);
    for (const job of jobs.filter((candidate) => candidate.attempt > 0 && !following.has(candidate.id))) {
      following.set(job.id, followJob(client, job, paint, context));
    }
    if (run.status === 'completed' || jobs.every((job) => job.status === 'completed')) break;
    await Promise.race([delay(lookEvery, undefined, { signal: context.signal }), ...failuresOf(following)]);
  }
  await Promise.all(following.values());
}

/** Promises that settle only when a reader fails, so that its error is seen before the others have ended. */
function failuresOf(following: Map<string, Promise<void>>): Promise<never>[] {
  const never = new Promise<never>(() => undefined);
  return [...following.values()].map((reader) => reader.then(() => never));
}

async function followJob(client: Client, job: JobView, paint: PaintLine, context: CommandContext): Promise<void> {
  const input = { params: { jobId: job.id }, query: {} };
  const onReconnect = (): void => context.stderr.write('The connection was lost; trying again.\n');
  for await (const event of readEvents(client, runRoutes.logStream, input, { signal: context.signal, onReconnect })) {
    if (event.event === 'line') context.stdout.write(paint(job, logLineSchema.parse(JSON.parse(event.data))));
    if (event.event === 'attempt') context.stderr.write(`${job.name}: a new attempt begins.\n`);
  }
}
