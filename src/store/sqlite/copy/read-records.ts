import type { RunEvent, RunState } from '../../../contract/run-state.ts';
import type { CommitStatus } from '../../../contract/views.ts';
import { claimMemory } from '../../claim-memory.ts';
import { type Batch, batchOf, type CounterName, type RecordKind, type RecordKinds } from '../../copy/records.ts';
import type { AgentRecord } from '../../port/agents.ts';
import { artifactRecord } from '../artifacts/artifacts.ts';
import { cacheRecord } from '../caches/cache-record.ts';
import type { Connection } from '../connection.ts';
import { forgeRecord } from '../forges/forges.ts';
import { garbageRecord } from '../garbage/garbage.ts';
import { deadLetter } from '../jobs/read-jobs.ts';
import { leaseRecord } from '../leases/read-lease.ts';
import { mirrorRecord } from '../mirrors/mirrors.ts';
import { outboxEntry } from '../outbox/outbox.ts';
import { repositoryRecord } from '../repositories/read-repository.ts';
import { document, integer, integerOrNull, type Row, text } from '../row.ts';
import { groupRecord } from '../runs/groups.ts';
import { settingRecord } from '../settings/settings.ts';
import { tokenRecord } from '../tokens/tokens.ts';
import type { Reader } from '../transaction.ts';
import { copiedJob, jobsSql } from './read-jobs.ts';
import { copiedRun, runsSql } from './read-runs.ts';

/** Records of one batch: what is in memory at a time, plans of large workflows included. */
const batchSize = 500;

/** Where SQLite keeps the last number of each counter. */
export const sequences: Record<Exclude<CounterName, 'group'>, string> = {
  repository: 'repositories',
  run: 'runs',
  job: 'jobs',
  outbox: 'outbox',
};

const countersSql = `
  ${Object.entries(sequences)
    .map(
      ([name, table]) =>
        `SELECT '${name}' AS name, COALESCE(MAX(seq), 0) AS value FROM sqlite_sequence WHERE name = '${table}'`,
    )
    .join(' UNION ALL ')}
  UNION ALL SELECT name, value FROM counters WHERE name = 'group'`;

/** The newest hour and the one before: others are forgotten with the next claim. */
const claimsSql = `
  SELECT claim_id, job_id, attempt, at / ${claimMemory} AS hour FROM claims
  WHERE at / ${claimMemory} >= (SELECT MAX(at) / ${claimMemory} - 1 FROM claims)`;

/** How a kind is read: the query, and the record of a row. */
type Readers = { [Kind in RecordKind]: [sql: string, record: (row: Row, db: Reader) => RecordKinds[Kind]] };

/** In an order in which nothing comes before what it belongs to. */
const readers: Readers = {
  counter: [countersSql, (row) => ({ name: counterName(text(row.name)), value: integer(row.value) })],
  forge: ['SELECT * FROM forges', forgeRecord],
  repository: ['SELECT * FROM repositories', repositoryRecord],
  ledger: [
    'SELECT * FROM ledger',
    (row) => ({ repositoryId: id(row.repository_id), ref: text(row.ref), sha: text(row.sha) }),
  ],
  hook: ['SELECT * FROM forge_hooks', (row) => ({ repositoryId: id(row.repository_id), hookId: text(row.hook_id) })],
  mirror: ['SELECT * FROM mirrors', mirrorRecord],
  setting: ['SELECT * FROM settings', settingRecord],
  cache: ['SELECT * FROM caches', cacheRecord],
  delivery: [
    'SELECT * FROM deliveries',
    (row) => ({
      key: text(row.key),
      repositoryId: integerOrNull(row.repository_id) === null ? null : id(row.repository_id),
      runIds: document<string[]>(row.run_ids),
      at: integer(row.at),
    }),
  ],
  'run number': [
    'SELECT * FROM run_numbers',
    (row) => ({ repositoryId: id(row.repository_id), workflow: text(row.workflow), last: integer(row.last) }),
  ],
  plan: [
    'SELECT * FROM plans WHERE hash IN (SELECT plan_hash FROM runs)',
    (row) => ({ hash: text(row.hash), plan: document<RunState['plan']>(row.body) }),
  ],
  run: [runsSql, copiedRun],
  event: [
    'SELECT * FROM inbox ORDER BY seq',
    (row) => ({ seq: integer(row.seq), runId: id(row.run_id), event: document<RunEvent>(row.body) }),
  ],
  artifact: ['SELECT * FROM artifacts', artifactRecord],
  group: ['SELECT * FROM groups', groupRecord],
  job: [jobsSql, copiedJob],
  'dead letter': ['SELECT * FROM dead_letters', deadLetter],
  lease: [
    'SELECT * FROM leases ORDER BY claimed_at, job_id',
    (row) => ({ ...leaseRecord(row), leaseToken: text(row.lease_token), jobToken: text(row.job_token) }),
  ],
  claim: [
    claimsSql,
    (row) => ({
      claimId: text(row.claim_id),
      jobId: text(row.job_id),
      attempt: integer(row.attempt),
      hour: integer(row.hour),
    }),
  ],
  agent: ['SELECT body FROM agents', (row) => document<AgentRecord>(row.body)],
  status: [
    'SELECT repository, body FROM statuses',
    (row) => ({ repository: text(row.repository).toLowerCase(), status: document<CommitStatus>(row.body) }),
  ],
  'outbox entry': ['SELECT id, forge, body, tries, next_try_at FROM outbox ORDER BY id', outboxEntry],
  token: ['SELECT * FROM tokens', tokenRecord],
  tick: ['SELECT * FROM ticks', (row) => ({ key: text(row.key), at: integer(row.at) })],
  garbage: ['SELECT * FROM garbage', garbageRecord],
};

/** Everything in the database, row by row: a million runs need no memory of their size. */
export async function* readRecords(db: Connection): AsyncGenerator<Batch> {
  for (const kind of Object.keys(readers) as RecordKind[]) yield* readKind(db, kind);
}

async function* readKind<Kind extends RecordKind>(db: Connection, kind: Kind): AsyncGenerator<Batch> {
  const [sql, record] = readers[kind];
  let records: RecordKinds[Kind][] = [];
  for (const row of db.database.prepare(sql).iterate()) {
    records.push(record(row, db));
    if (records.length < batchSize) continue;
    yield batchOf(kind, records);
    records = [];
  }
  yield batchOf(kind, records);
}

function id(value: Row[string] | undefined): string {
  return String(integer(value));
}

function counterName(name: string): CounterName {
  if (name === 'group' || name in sequences) return name as CounterName;
  throw new TypeError(`there is no counter ${name}`);
}
