import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { agentRoutes } from '../../contract/api/agent.ts';
import { platformRoutes } from '../../contract/api/platform.ts';
import { repositoryRoutes } from '../../contract/api/repositories.ts';
import { contractVersion } from '../../contract/version.ts';
import { hashToken, newClaimId, newToken } from '../../shared/ids.ts';
import { processStat } from '../../shared/process-stat.ts';
import { openSqliteStore } from '../../store/sqlite/open.ts';
import { createTree } from './bench-git.ts';
import { type BenchServer, type BenchServerOptions, startBenchServer } from './bench-server.ts';
import { type Figure, median, rounded } from './figures.ts';
import { openRawConnection, type RawConnection } from './raw-http.ts';

export interface ClaimRateOptions extends Pick<BenchServerOptions, 'env' | 'program'> {
  /** Jobs claimed and completed in one round. */
  jobs: number;
  rounds: number;
  signal: AbortSignal;
}

export interface ClaimRound {
  jobsPerSecond: number;
  /** Milliseconds of processor time a job: of the server with all its threads, and of this client. */
  serverProcessor: number;
  clientProcessor: number;
}

/** Agents that ask at the same time. */
const agents = 100;
/** Most that one run's matrix may have is 256. */
const jobsPerRun = 250;
const workflow = `on: workflow_dispatch
jobs:
  build:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        n: [${Array.from({ length: jobsPerRun }, (_, nth) => nth).join(', ')}]
    steps:
      - run: 'true'
`;

/** Queues jobs through runs, then claims and completes them over HTTP, as 100 agents do, from this process. */
export async function measureClaims(options: ClaimRateOptions): Promise<ClaimRound[]> {
  const server = await startBenchServer({ ...options, maxAgents: 0, warm: 0 });
  try {
    const tree = await createTree(server, 'claims');
    // Two files: the first push starts no run, and its words do not name one.
    await tree.commit({ '.github/workflows/claims.yml': workflow, '.github/workflows/mark.yml': mark });
    await tree.push();
    const token = await agentToken(server);
    const rounds: ClaimRound[] = [];
    while (rounds.length < options.rounds && !options.signal.aborted) {
      await queueJobs(server, options.jobs);
      rounds.push(await oneRound(server, token, options.jobs));
    }
    return rounds;
  } finally {
    await server.stop();
  }
}

/** Makes the push start a run, which is one more job in the queue. */
const mark = 'on: push\njobs:\n  mark:\n    runs-on: ubuntu-latest\n    steps:\n      - run: "true"\n';

async function queueJobs(server: BenchServer, count: number): Promise<void> {
  const params = { owner: 'bench', name: 'claims' };
  const body = { workflow: 'claims.yml' };
  for (let queued = 0; queued < count; queued += jobsPerRun) {
    await server.client.call(repositoryRoutes.dispatch, { params, body });
  }
  while ((await waiting(server)) < count) await delay(50);
}

/** Agents of other machines get their token from the administrator; the server makes one only for those it starts. */
async function agentToken({ folder }: BenchServer): Promise<string> {
  const token = newToken('agent');
  const store = await openSqliteStore({ file: join(folder, 'data', 'state.db') });
  const record = { hash: hashToken(token), kind: 'agent' as const, name: 'bench', createdAt: Date.now() };
  await store.tokens.create({ ...record, expiresAt: null });
  await store.close();
  return token;
}

async function waiting(server: BenchServer): Promise<number> {
  const { classes } = await server.client.call(platformRoutes.queue, {});
  return classes.reduce((sum, one) => sum + one.waiting, 0);
}

async function oneRound(server: BenchServer, token: string, jobs: number): Promise<ClaimRound> {
  let left = jobs;
  const work = async (nth: number): Promise<void> => {
    const connection = await openRawConnection(server.url);
    for (; left > 0; ) {
      left -= 1;
      await oneJob(connection, token, nth);
    }
    connection.close();
  };
  const [start, client, processor] = [performance.now(), process.cpuUsage(), await processorTime(server.pid)];
  await Promise.all(Array.from({ length: agents }, (_, nth) => work(nth)));
  const seconds = (performance.now() - start) / 1000;
  const used = process.cpuUsage(client);
  return {
    jobsPerSecond: jobs / seconds,
    serverProcessor: ((await processorTime(server.pid)) - processor) / jobs,
    clientProcessor: (used.user + used.system) / 1000 / jobs,
  };
}

/**
 * What this client needs of an answer: a hundred agents on machines of their own would read the rest, and here it would
 * take a processor from the server that is measured.
 */
const claimSchema = z.object({
  claim: z.object({ job: z.object({ jobId: z.string(), attempt: z.number() }), leaseToken: z.string() }).nullable(),
});

async function oneJob(connection: RawConnection, token: string, nth: number): Promise<void> {
  const { claim } = claimSchema.parse(await connection.post(agentRoutes.claim.path, token, claimBody(nth)));
  if (claim === null) throw new Error('the queue is empty');
  const { jobId, attempt } = claim.job;
  const body = { jobId, attempt, lineCount: 0, result };
  await connection.post(agentRoutes.complete.path, claim.leaseToken, body);
}

const result = { conclusion: 'success', outputs: {}, steps: [], annotations: [], summary: '', environmentUrl: null };

function claimBody(nth: number): object {
  const identity = { agentId: `bench-${nth}`, agentName: `bench ${nth}`, agentClass: 'default', isolation: 'none' };
  return { ...identity, contractVersion, claimId: newClaimId(), waitMilliseconds: 1000 };
}

/** User and system time of a process with all its threads, in milliseconds; Linux counts it in ticks of 10 ms. */
async function processorTime(pid: number): Promise<number> {
  return ((await processStat(pid))?.processorTicks ?? 0) * 10;
}

export function claimFigures(rounds: ClaimRound[]): Figure[] {
  const middle = (key: keyof ClaimRound): number => rounded(median(rounds.map((round) => round[key])));
  return [
    {
      what: 'jobs claimed and completed over HTTP, 100 agents',
      value: middle('jobsPerSecond'),
      unit: 'jobs/s',
      goal: { least: 3000 },
    },
    {
      what: 'the same, best round',
      value: rounded(Math.max(...rounds.map(({ jobsPerSecond }) => jobsPerSecond))),
      unit: 'jobs/s',
    },
    { what: 'processor time of the server', value: middle('serverProcessor'), unit: 'ms/job' },
    { what: 'processor time of the client beside it', value: middle('clientProcessor'), unit: 'ms/job' },
  ];
}
