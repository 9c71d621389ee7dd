import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '../../src/client/client.ts';
import { runRoutes } from '../../src/contract/api/runs.ts';
import type { JobView, RunView } from '../../src/contract/views.ts';
import { checkRedisStore } from '../../src/store/redis/check.ts';
import { queueStream } from '../../src/store/redis/keys.ts';
import { logOf } from '../support/platform.ts';
import { until } from '../support/until.ts';
import { linesOfJob } from './round.ts';
import type { KillWorld } from './world.ts';

/** Seconds in which everything has to end after a fault: three leases may have to run out, on a busy machine. */
const patience = 240;

/** What was promised, read through the API, the Redis and the file system. */
export async function checkFromOutside(
  world: KillWorld,
  accepted: string[],
): Promise<{ problems: string[]; repeated: number }> {
  const client = world.clients[Math.floor(accepted.length / 2) % world.clients.length] ?? world.clients[0];
  if (client === undefined) throw new Error('there is no server');
  const problems = await endedServers(world);
  let repeated = 0;
  for (const sha of accepted) {
    const runs = await completedRuns(client, sha).catch((error: Error) => error.message);
    if (typeof runs === 'string') problems.push(`${sha}: ${runs}`);
    else {
      if (runs.length !== 1) problems.push(`${sha} has ${runs.length} runs`);
      for (const job of runs.flatMap((run) => run.jobs)) {
        problems.push(...(await problemsOfJob(client, job)));
        repeated += job.attempts.length - 1;
      }
    }
  }
  await until('nothing runs any more', () => isQuiet(client), patience).catch((error: Error) =>
    problems.push(error.message),
  );
  problems.push(...(await endedServers(world)), ...(await leftovers(world)));
  return { problems, repeated };
}

/** A server ends when it is killed, and else never. It is started again, so that the other promises can be looked at. */
async function endedServers({ servers }: KillWorld): Promise<string[]> {
  const problems: string[] = [];
  for (const server of servers) {
    const said = server.endedByItself();
    if (said === null) continue;
    problems.push(`the server ${server.url} ended by itself: ${said}`);
    await server.start();
  }
  return problems;
}

/** The runs of a commit once all are completed. A server that is away for a moment is asked again. */
async function completedRuns(client: Client, sha: string): Promise<RunView[]> {
  const ask = async (): Promise<RunView[] | false> => {
    const { runs } = await client.call(runRoutes.list, { query: { sha } });
    if (runs.length === 0 || runs.some(({ status }) => status !== 'completed')) return false;
    return Promise.all(runs.map(({ id }) => client.call(runRoutes.get, { params: { runId: id } })));
  };
  return until(`the runs of ${sha} are completed`, () => ask().catch(() => false), patience);
}

async function isQuiet(client: Client): Promise<boolean> {
  const lists = (['queued', 'waiting', 'in_progress'] as const).map((status) =>
    client.call(runRoutes.list, { query: { status } }),
  );
  return Promise.all(lists).then(
    (found) => found.every(({ runs }) => runs.length === 0),
    () => false,
  );
}

/** One recorded result, and the lines of each attempt once and in order. */
async function problemsOfJob(client: Client, job: JobView): Promise<string[]> {
  const reported = job.attempts.filter(({ outcome }) => outcome !== 'lost' && outcome !== 'released');
  const problems: string[] = [];
  if (job.conclusion !== 'success') problems.push(`job ${job.id} ended with ${job.conclusion}: ${job.reason}`);
  if (reported.length !== 1) problems.push(`job ${job.id} has ${reported.length} results`);
  for (const { attempt, outcome } of job.attempts) {
    const lines = (await logOf(client, job.id, attempt)).filter((line) => /^line \d+$/.test(line));
    const expected = Array.from(
      { length: outcome === 'success' ? linesOfJob : lines.length },
      (_, n) => `line ${n + 1}`,
    );
    if (lines.join() !== expected.join()) problems.push(`log of ${job.id} attempt ${attempt}: ${lines.join()}`);
  }
  return problems;
}

/** Nothing waits or is leased, no key contradicts another, no folder of a job is left. */
async function leftovers({ redis, folder }: KillWorld): Promise<string[]> {
  const waiting = await redis.admin('XLEN', queueStream('default'));
  const leases = await redis.admin('HLEN', '{raibid}:lease-tokens');
  const problems = await checkRedisStore({ url: redis.url });
  if (waiting !== 0) problems.push(`${waiting} entries stand in the stream while no job waits`);
  if (leases !== 0) problems.push(`${leases} tokens of leases are left`);
  const stale = (await readdir(join(folder, 'shared'), { recursive: true })).filter((name) => name.endsWith('.tmp'));
  return [...problems, ...stale.map((name) => `left behind: ${name}`)];
}
