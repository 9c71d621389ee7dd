import type { RunState } from '../../../contract/run-state.ts';
import { type Batch, batchOf, type CounterName, type RecordKind, type RecordKinds } from '../../copy/records.ts';
import type { ArtifactRecord } from '../../port/blobs-index.ts';
import type { SettingRecord } from '../../port/settings.ts';
import type { TokenRecord } from '../../port/tokens.ts';
import { cacheFields } from '../files/caches.ts';
import { document, integer } from '../reply.ts';
import { groupRecord } from '../runs/groups.ts';
import { garbageRecord } from '../small/garbage.ts';
import type { storeOperations } from '../store-operations.ts';
import type { Commands } from './commands.ts';
import { copiedJob, copiedLease, leasedJobs } from './read-jobs.ts';
import { copiedEvents, copiedRun } from './read-runs.ts';
import { copiedClaims, copiedDeliveries, copiedStatuses } from './read-small.ts';

/** Plain commands, and the operations of the port that read a kind as it is. */
export interface RedisReading {
  redis: Commands;
  store: ReturnType<typeof storeOperations>;
}

/** How many names are read at once: what is in memory at a time, and what Redis answers in one go. */
const pageSize = 200;

const counterNames: CounterName[] = ['repository', 'run', 'job', 'outbox', 'group'];

type Readers = { [Kind in RecordKind]: (from: RedisReading) => AsyncIterable<RecordKinds[Kind][]> };

/** In an order in which nothing comes before what it belongs to. */
const readers: Readers = {
  counter: async function* ({ redis }) {
    const counters = await redis.hash('counters');
    yield counterNames.map((name) => ({ name, value: integer(counters[name] ?? '0') }));
  },
  forge: async function* ({ store }) {
    yield await store.forges.list();
  },
  repository: async function* ({ store }) {
    yield await store.repositories.list();
  },
  ledger: ({ redis, store }) =>
    paged(repositoryIds(store), async (repositoryId) => {
      const ledger = await redis.hash(`ledger:${repositoryId}`);
      return Object.entries(ledger).map(([ref, sha]) => ({ repositoryId, ref, sha }));
    }),
  hook: async function* ({ redis }) {
    const hooks = await redis.hash('forge-hooks');
    yield Object.entries(hooks).map(([repositoryId, hookId]) => ({ repositoryId, hookId }));
  },
  mirror: async function* ({ store }) {
    yield await store.mirrors.list();
  },
  setting: ({ redis }) => {
    return paged(redis.keys('settings:'), async (key) => {
      return Object.values(await redis.hash(key)).map((record) => document<SettingRecord>(record));
    });
  },
  cache: ({ redis, store }) =>
    paged(
      within(repositoryIds(store), (id) => redis.members(`caches-of:${id}`)),
      async (id) => {
        return [cacheFields(await redis.hash(`cache:${id}`))];
      },
    ),
  delivery: ({ redis, store }) => copiedDeliveries(redis, repositoryIds(store)),
  'run number': ({ redis, store }) =>
    paged(repositoryIds(store), async (repositoryId) => {
      const numbers = await redis.hash(`run-numbers:${repositoryId}`);
      return Object.entries(numbers).map(([workflow, last]) => ({ repositoryId, workflow, last: integer(last) }));
    }),
  plan: ({ redis }) =>
    paged(
      redis.hash('plan-uses').then((uses) => Object.keys(uses)),
      async (hash) => [{ hash, plan: document<RunState['plan']>(await redis.get(`plan:${hash}`)) }],
    ),
  run: ({ redis }) => paged(redis.members('runs'), async (id) => [await copiedRun(redis, id)]),
  event: ({ redis }) => paged(redis.members('dirty'), (runId) => copiedEvents(redis, runId)),
  artifact: ({ redis }) =>
    paged(redis.members('artifacts-by-end'), async (id) => {
      return [document<ArtifactRecord>(await redis.field(`artifact:${id}`, 'record'))];
    }),
  group: async function* ({ redis }) {
    const groups = Object.entries(await redis.hash('groups'));
    yield groups.map(([key, kept]) => groupRecord(key, kept));
  },
  job: ({ redis }) =>
    paged(
      within(redis.members('runs'), (id) => redis.members(`jobs-of-run:${id}`)),
      async (jobId) => {
        return [await copiedJob(redis, jobId)];
      },
    ),
  'dead letter': async function* ({ store }) {
    yield await store.jobs.deadLetters();
  },
  lease: ({ redis }) =>
    paged(leasedJobs(redis), async (jobId) => {
      return [await copiedLease(redis, jobId)];
    }),
  claim: async function* ({ redis }) {
    yield await copiedClaims(redis);
  },
  agent: async function* ({ store }) {
    yield await store.agents.list();
  },
  status: ({ redis }) => paged(redis.keys('statuses:'), (key) => copiedStatuses(redis, key)),
  'outbox entry': async function* ({ store }) {
    yield await store.outbox.due(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  },
  token: async function* ({ redis }) {
    yield Object.values(await redis.hash('tokens')).map((record) => document<TokenRecord>(record));
  },
  tick: async function* ({ redis }) {
    yield Object.entries(await redis.hash('ticks')).map(([key, at]) => ({ key, at: integer(at) }));
  },
  garbage: ({ redis }) => paged(redis.members('garbage'), async (entry) => [garbageRecord(entry)]),
};

/** Everything in the store, page by page. */
export async function* readRecords(from: RedisReading): AsyncGenerator<Batch> {
  for (const kind of Object.keys(readers) as RecordKind[]) yield* readKind(from, kind);
}

async function* readKind<Kind extends RecordKind>(from: RedisReading, kind: Kind): AsyncGenerator<Batch> {
  for await (const records of readers[kind](from)) yield batchOf(kind, records);
}

async function repositoryIds(store: RedisReading['store']): Promise<string[]> {
  return (await store.repositories.list()).map(({ id }) => id);
}

/** Names that stand below other names, a page of those at a time. */
async function* within(outer: Promise<string[]>, inner: (name: string) => Promise<string[]>): AsyncGenerator<string[]> {
  for (const page of pages(await outer)) yield* pages((await Promise.all(page.map(inner))).flat());
}

/** The records of each name. */
async function* paged<Record>(
  names: Promise<string[]> | AsyncIterable<string[]>,
  records: (name: string) => Promise<Record[]>,
): AsyncGenerator<Record[]> {
  for await (const page of names instanceof Promise ? pages(await names) : names) {
    yield (await Promise.all(page.map(records))).flat();
  }
}

function* pages(names: string[]): Generator<string[]> {
  for (let start = 0; start < names.length; start += pageSize) yield names.slice(start, start + pageSize);
}
