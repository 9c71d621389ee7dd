/**
 * Measures the store on Redis beside BullMQ on the same server, in turns: `node bench/queue.ts [--json] [--rounds 15]
 * [--jobs 1000] [--queued 10000] [--history 1000000]`. The server syncs every write to disk (`appendfsync always`).
 */
import { parseArgs } from 'node:util';
import { type Figure, rounded } from '../src/cli/bench/figures.ts';
import { openRedisStore } from '../src/store/redis/open.ts';
import { startTestRedis, type TestRedis } from '../src/store/redis/testing/redis-server.ts';
import { addHistory } from './queue/history.ts';
import { loadPeer } from './queue/peer.ts';
import { middle, type Round, ratio, takeTurns } from './queue/rounds.ts';
import { bareCalls, ourStore, peerCalls, peerWorker, type Subject } from './queue/subjects.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '15' },
    jobs: { type: 'string', default: '1000' },
    queued: { type: 'string', default: '10000' },
    history: { type: 'string', default: '1000000' },
  },
});

const rounds = Number(options.rounds);
/** A rewrite of the file in the middle of a round would be measured with whoever is on. */
const settings = ['--auto-aof-rewrite-percentage', '0'];

const figures = [...(await besidePeer()), ...(await besideHistory())];
if (options.json) console.log(JSON.stringify(figures));
else console.table(figures);
process.exit(0);

async function besidePeer(): Promise<Figure[]> {
  const peer = await loadPeer();
  return withServers(1, async ([server]) => {
    const subjects = [
      await ourStore(server),
      peerCalls(peer, server),
      peerWorker(peer, server),
      await bareCalls(server),
    ].map((subject) => ({ subject, server }));
    const found: Figure[] = [];
    for (const agents of [1, 10, 100]) {
      const jobs = agents === 1 ? Math.ceil(Number(options.jobs) / 5) : Number(options.jobs);
      found.push(...peerFigures(agents, await takeTurns(subjects, { agents, jobs, rounds })));
    }
    for (const { subject } of subjects) await subject.close();
    return found;
  });
}

function peerFigures(agents: number, results: Map<string, Round[]>): Figure[] {
  const of = (name: string): Round[] => results.get(name) ?? [];
  const ours = of('ours');
  const calls = of('BullMQ, two calls');
  const what = (words: string): string => `${agents} ${agents === 1 ? 'agent' : 'agents'}: ${words}`;
  const pairs = ({ pairs }: Round): number => pairs;
  const times = (one: Round[], other: Round[]): number => rounded(ratio(one, other, pairs));
  const spent = (name: string): Figure[] => [
    {
      what: what(`${name}, processor time of Redis`),
      value: rounded(middle(of(name), ({ cost }) => cost.redis)),
      unit: 'µs/pair',
    },
    {
      what: what(`${name}, processor time of the client`),
      value: rounded(middle(of(name), ({ cost }) => cost.client)),
      unit: 'µs/pair',
    },
    {
      what: what(`${name}, commands in Redis`),
      value: rounded(middle(of(name), ({ cost }) => cost.commands)),
      unit: 'a pair',
    },
    { what: what(`${name}, written`), value: rounded(middle(of(name), ({ cost }) => cost.bytes)), unit: 'bytes/pair' },
  ];
  return [
    {
      what: what('ours, beside BullMQ with two calls'),
      value: times(ours, calls),
      unit: 'times',
      goal: { least: 1.3 },
    },
    {
      what: what('ours, beside a BullMQ worker (one call a job)'),
      value: times(ours, of('BullMQ, worker')),
      unit: 'times',
    },
    {
      what: what('the most that two calls could reach, beside BullMQ'),
      value: times(of('two writes of a field'), calls),
      unit: 'times',
    },
    ...[...results].map(([name, all]) => ({
      what: what(`${name}, claim and complete`),
      value: rounded(middle(all, pairs)),
      unit: 'pairs/s',
    })),
    ...[...results]
      .filter(([name]) => name !== 'two writes of a field')
      .map(([name, all]) => ({
        what: what(`${name}, add`),
        value: rounded(middle(all, ({ add }) => add)),
        unit: 'jobs/s',
      })),
    ...['ours', 'BullMQ, two calls'].flatMap((name) => [
      { what: what(`${name}, a pair takes, p50`), value: rounded(middle(of(name), ({ p50 }) => p50)), unit: 'ms' },
      { what: what(`${name}, a pair takes, p99`), value: rounded(middle(of(name), ({ p99 }) => p99)), unit: 'ms' },
      ...spent(name),
    ]),
  ];
}

/** Three servers: an empty queue, a long one, and a long one after many jobs. */
async function besideHistory(): Promise<Figure[]> {
  const [queued, history] = [Number(options.queued), Number(options.history)];
  return withServers(3, async (servers) => {
    const names = ['nothing else', `${queued} queued`, `${queued} queued, ${history} in history`];
    const subjects: { subject: Subject; server: TestRedis }[] = [];
    for (const [nth, server] of servers.entries()) {
      const subject = await ourStore(server, 10);
      if (nth === 2) await fill(server, subject, history);
      if (nth > 0) await subject.add(queued);
      subjects.push({ subject: { ...subject, name: names[nth] ?? '' }, server });
    }
    const results = await takeTurns(subjects, { agents: 100, jobs: Number(options.jobs), rounds });
    for (const { subject } of subjects) await subject.close();
    return flatFigures([...results]);
  });
}

async function fill(server: TestRedis, subject: Subject, history: number): Promise<void> {
  await subject.add(10);
  await subject.pairs(1, 10);
  const store = await openRedisStore({ url: server.url });
  await addHistory(server, store, history);
  await store.close();
}

function flatFigures(results: [string, Round[]][]): Figure[] {
  const [, empty = []] = results[0] ?? [];
  return results.flatMap(([name, all], nth) => [
    ...(nth === 0
      ? []
      : [
          {
            what: `cost of a job in Redis beside an empty one, ${name}`,
            value: rounded(ratio(all, empty, ({ cost }) => cost.redis)),
            unit: 'times',
            goal: { most: 1.2 },
          },
        ]),
    { what: `100 agents, ${name}`, value: rounded(middle(all, ({ pairs }) => pairs)), unit: 'pairs/s' },
    {
      what: `100 agents, ${name}, processor time of Redis`,
      value: rounded(middle(all, ({ cost }) => cost.redis)),
      unit: 'µs/pair',
    },
  ]);
}

async function withServers<T>(count: number, work: (servers: [TestRedis, ...TestRedis[]]) => Promise<T>): Promise<T> {
  const first = await startTestRedis(settings);
  const servers: [TestRedis, ...TestRedis[]] = [first];
  try {
    while (servers.length < count) servers.push(await startTestRedis(settings));
    return await work(servers);
  } finally {
    for (const server of servers) await server.stop();
  }
}
