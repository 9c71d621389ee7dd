import type { Batch, RecordKind, RecordKinds } from '../../copy/records.ts';
import type { Connection } from '../connection.ts';
import { keyPrefix } from '../keys.ts';
import { nameKey } from '../repositories/read-repository.ts';
import { garbageEntry } from '../small/garbage.ts';
import type { RedisReading } from './read-records.ts';
import { writeJob, writeLease } from './write-jobs.ts';
import { writeEvents, writeRun } from './write-runs.ts';
import { writeClaim, writeDelivery, writeGroup, writeOutboxEntry, writeToken } from './write-small.ts';

export interface RedisWriting extends RedisReading {
  connection: Connection;
}

type Writers = { [Kind in RecordKind]: (to: RedisWriting, records: RecordKinds[Kind][]) => Promise<unknown> };

/** Where the port has an operation that keeps a record as it is, it is that one; the rest keep numbers and ids, too. */
const writers: Writers = {
  counter: each(({ redis }, { name, value }) => redis.send('HSET', `${keyPrefix}counters`, name, value)),
  forge: each(({ store }, forge) => store.forges.create(forge)),
  repository: each(async ({ redis: { send } }, { id, fullName, defaultBranch, forge, createdAt }) => {
    const fields = Object.entries({ id, fullName, defaultBranch, forge, createdAt }).flat();
    await send('HSET', `${keyPrefix}repository:${id}`, ...fields);
    await send('HSET', `${keyPrefix}repositories`, nameKey(fullName), id);
  }),
  ledger: each(({ redis }, { repositoryId, ref, sha }) => {
    return redis.send('HSET', `${keyPrefix}ledger:${repositoryId}`, ref, sha);
  }),
  hook: each(({ store }, { repositoryId, hookId }) => store.forges.setHook(repositoryId, hookId)),
  mirror: each(({ store }, mirror) => store.mirrors.create(mirror)),
  setting: each(({ store }, setting) => store.settings.set(setting)),
  cache: each(({ store }, cache) => store.caches.create(cache)),
  delivery: each(writeDelivery),
  'run number': each(({ redis }, { repositoryId, workflow, last }) => {
    return redis.send('HSET', `${keyPrefix}run-numbers:${repositoryId}`, workflow, last);
  }),
  plan: each(({ redis }, { hash, plan }) => redis.send('SET', `${keyPrefix}plan:${hash}`, JSON.stringify(plan))),
  run: each(({ redis }, run) => writeRun(redis, run)),
  event: ({ redis }, events) => writeEvents(redis, events),
  artifact: each(({ store }, artifact) => store.artifacts.create(artifact, false)),
  group: each(writeGroup),
  job: each(({ redis, connection }, job) => writeJob(redis, connection, job)),
  'dead letter': each(({ redis }, letter) => {
    return redis.send('HSET', `${keyPrefix}dead-letters`, letter.jobId, JSON.stringify(letter));
  }),
  lease: each(({ redis, connection }, lease) => writeLease(redis, connection, lease)),
  claim: each(writeClaim),
  agent: each(({ store }, agent) => store.agents.seen(agent)),
  status: each(async ({ redis: { send } }, { repository, status: { sha, context }, status }) => {
    await send('HSET', `${keyPrefix}statuses:${repository} ${sha}`, context, JSON.stringify(status));
    await send('SADD', `${keyPrefix}statuses-of:${repository}`, sha);
  }),
  'outbox entry': each(writeOutboxEntry),
  token: each(writeToken),
  tick: each(({ store }, { key, at }) => store.ticks.claim(key, at)),
  garbage: each(({ redis }, garbage) => redis.send('ZADD', `${keyPrefix}garbage`, 0, garbageEntry(garbage))),
};

/** Writes records into an empty store, the kinds in the order in which they are read. */
export async function writeRecords(to: RedisWriting, batch: Batch): Promise<void> {
  await writeKind(to, batch.kind, batch.records);
}

async function writeKind<Kind extends RecordKind>(
  to: RedisWriting,
  kind: Kind,
  records: RecordKinds[Kind][],
): Promise<void> {
  await writers[kind](to, records);
}

/** All records of a batch at once: they go out in few packets. */
function each<Record>(
  write: (to: RedisWriting, record: Record) => Promise<unknown>,
): (to: RedisWriting, records: Record[]) => Promise<unknown> {
  return (to, records) => Promise.all(records.map((record) => write(to, record)));
}
