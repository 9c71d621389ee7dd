import { setTimeout as delay } from 'node:timers/promises';
import { readEvents } from '../../client/events.ts';
import { runRoutes } from '../../contract/api/runs.ts';
import { type LogLine, logLineSchema } from '../../contract/log.ts';
import { jobIdOf, randomId } from '../../shared/ids.ts';
import { type AcceptedPush, type BenchTree, createTree, untilThere, wallClock } from './bench-git.ts';
import { type BenchServer, type BenchServerOptions, startBenchServer, whenIdleAgents } from './bench-server.ts';
import { type Figure, quantile, rounded } from './figures.ts';

export interface PushLatencyOptions extends Pick<BenchServerOptions, 'env' | 'program'> {
  pushes: number;
  signal: AbortSignal;
  /** Told after each push. */
  onPush?: (done: number) => void;
}

/** One push. All in milliseconds; what happens beside each other may be negative. */
export interface PushSample {
  /** `git push` started until it had the server's word. */
  push: number;
  /** Accepted until an agent had the job. */
  claimed: number;
  /** From there until the agent wrote its first line. */
  written: number;
  /** From there until a reader of the live log had it. */
  readable: number;
  /** Accepted until the first line was readable: the three before in one. */
  firstLine: number;
  /** Accepted until the first line that a step printed was readable. */
  firstOutput: number;
}

const workflow = `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: echo first words
`;
const warm = 2;
/** A fresh agent prepares its sandbox for some moments after it has asked for work; warm means that this is over. */
const settle = 300;

/**
 * Pushes again and again to a server with warm agents, each time when all is quiet. The signal ends it early, with the
 * samples so far.
 */
export async function measurePushes(options: PushLatencyOptions): Promise<PushSample[]> {
  const { signal, pushes, onPush, ...serverOptions } = options;
  const server = await startBenchServer({ ...serverOptions, maxAgents: 4, warm });
  try {
    const tree = await createTree(server, 'latency');
    const samples: PushSample[] = [];
    await tree.commit({ '.github/workflows/ci.yml': workflow, 'number.txt': 'warming up' });
    await pushAndFollow(server, tree);
    while (samples.length < pushes && !signal.aborted) {
      await tree.commit({ 'number.txt': randomId() });
      await whenIdleAgents(server, warm);
      await delay(settle);
      const sample = await pushAndFollow(server, tree);
      if (sample !== null) samples.push(sample);
      onPush?.(samples.length);
    }
    return samples;
  } finally {
    await server.stop();
  }
}

async function pushAndFollow(server: BenchServer, tree: BenchTree): Promise<PushSample | null> {
  const pushed = await tree.push();
  return pushed === null ? null : follow(server, pushed);
}

/** Reads the live log of a push to its end. */
async function follow(server: BenchServer, pushed: AcceptedPush): Promise<PushSample> {
  const jobId = jobIdOf(pushed.runId, 'build', '');
  let first: { line: LogLine; at: number } | undefined;
  let output = Number.NaN;
  const params = { jobId };
  await untilThere(async () => {
    for await (const event of readEvents(server.client, runRoutes.logStream, { params })) {
      if (event.event !== 'line') continue;
      const line = logLineSchema.parse(JSON.parse(event.data));
      first ??= { line, at: wallClock() };
      if (line.x === 'first words') output = wallClock();
    }
  });
  const job = await server.client.call(runRoutes.job, { params });
  const claimedAt = job.attempts[0]?.startedAt ?? Number.NaN;
  const [written, readable] = [first?.line.t ?? Number.NaN, first?.at ?? Number.NaN];
  return {
    push: pushed.acceptedAt - pushed.startedAt,
    claimed: claimedAt - pushed.acceptedAt,
    written: written - claimedAt,
    readable: readable - written,
    firstLine: readable - pushed.acceptedAt,
    firstOutput: output - pushed.acceptedAt,
  };
}

const goals: Record<string, number> = { 'firstLine 0.5': 150, 'firstLine 0.99': 400 };

const phases: [key: keyof PushSample, what: string][] = [
  ['firstLine', 'push accepted until the first log line is readable'],
  ['firstOutput', 'push accepted until the first output of a step is readable'],
  ['push', 'phase: git push started until accepted (not counted above)'],
  ['claimed', 'phase: accepted until an agent has the job'],
  ['written', 'phase: until the agent has written its first line'],
  ['readable', 'phase: until a reader of the live log has it'],
];

export function pushFigures(samples: PushSample[]): Figure[] {
  const count: Figure = { what: 'pushes measured', value: samples.length, unit: '' };
  const figures = phases.flatMap(([key, what]) =>
    [0.5, 0.99].map((share): Figure => {
      const numbers = samples.map((sample) => sample[key]);
      const goal = goals[`${key} ${share}`];
      return {
        what: `${what}, p${share * 100}`,
        value: rounded(quantile(numbers, share)),
        unit: 'ms',
        ...(goal === undefined ? {} : { goal: { most: goal } }),
      };
    }),
  );
  return [...figures, count];
}

/** Milliseconds at each hundredth of the pushes. */
export function pushCurves(samples: PushSample[]): Record<string, number[]> {
  const curve = (key: 'firstLine' | 'firstOutput'): number[] => {
    const numbers = samples.map((sample) => sample[key]);
    return Array.from({ length: 101 }, (_, hundredth) => rounded(quantile(numbers, hundredth / 100)));
  };
  return { 'first log line': curve('firstLine'), 'first output of a step': curve('firstOutput') };
}
