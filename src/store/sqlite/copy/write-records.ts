import { claimMemory } from '../../claim-memory.ts';
import type { Batch, RecordKind, RecordKinds } from '../../copy/records.ts';
import { agentSeen } from '../agents/agents.ts';
import { createArtifact } from '../artifacts/artifacts.ts';
import { createCache } from '../caches/create-cache.ts';
import { createForge, setForgeHook } from '../forges/forges.ts';
import { createMirror } from '../mirrors/mirrors.ts';
import { putGroup } from '../runs/groups.ts';
import { setSetting } from '../settings/settings.ts';
import { claimTick } from '../ticks/ticks.ts';
import type { Transaction } from '../transaction.ts';
import { sequences } from './read-records.ts';
import { writeJob } from './write-job.ts';
import { writeLease } from './write-lease.ts';
import { writeRun } from './write-run.ts';

type Writers = { [Kind in RecordKind]: (tx: Transaction, record: RecordKinds[Kind]) => void };

/** Where the port has an operation that keeps a record as it is, it is that one; the rest keep numbers and ids, too. */
const writers: Writers = {
  counter: writeCounter,
  forge: createForge,
  repository: (tx, { id, fullName, defaultBranch, forge, createdAt }) => {
    tx.run('INSERT INTO repositories VALUES (?, ?, ?, ?, ?)', Number(id), fullName, defaultBranch, forge, createdAt);
  },
  ledger: (tx, { repositoryId, ref, sha }) => {
    tx.run('INSERT INTO ledger VALUES (?, ?, ?)', Number(repositoryId), ref, sha);
  },
  hook: (tx, { repositoryId, hookId }) => setForgeHook(tx, repositoryId, hookId),
  mirror: createMirror,
  setting: setSetting,
  cache: createCache,
  delivery: (tx, { key, repositoryId, runIds, at }) => {
    const repository = repositoryId === null ? null : Number(repositoryId);
    tx.run('INSERT INTO deliveries VALUES (?, ?, ?, ?)', key, repository, JSON.stringify(runIds), at);
  },
  'run number': (tx, { repositoryId, workflow, last }) => {
    tx.run('INSERT INTO run_numbers VALUES (?, ?, ?)', Number(repositoryId), workflow, last);
  },
  plan: (tx, { hash, plan }) => {
    tx.run('INSERT INTO plans VALUES (?, ?)', hash, JSON.stringify(plan));
  },
  run: writeRun,
  event: (tx, { seq, runId, event }) => {
    tx.run('INSERT INTO inbox VALUES (?, ?, ?)', seq, Number(runId), JSON.stringify(event));
  },
  artifact: (tx, artifact) => void createArtifact(tx, artifact, false),
  group: putGroup,
  job: writeJob,
  'dead letter': (tx, { jobId, runId, name, reason, at }) => {
    tx.run('INSERT INTO dead_letters VALUES (?, ?, ?, ?, ?)', jobId, Number(runId), name, reason, at);
  },
  lease: writeLease,
  claim: writeClaim,
  agent: agentSeen,
  status: (tx, { status }) => {
    const { repository, sha, context } = status;
    tx.run('INSERT INTO statuses VALUES (?, ?, ?, ?)', repository, sha, context, JSON.stringify(status));
  },
  'outbox entry': (tx, { id, forge, status, tries, nextTryAt }) => {
    const { repository, sha, context } = status;
    const sql = 'INSERT INTO outbox VALUES (?, ?, ?, ?, ?, ?, ?, ?)';
    tx.run(sql, Number(id), forge, repository, sha, context, JSON.stringify(status), tries, nextTryAt);
  },
  token: (tx, { hash, kind, name, createdAt, expiresAt, grantedBy = null }) => {
    tx.run('INSERT INTO tokens VALUES (?, ?, ?, ?, ?, ?)', hash, kind, name, createdAt, expiresAt, grantedBy);
  },
  tick: (tx, { key, at }) => void claimTick(tx, key, at),
  garbage: (tx, { kind, id }) => void tx.run('INSERT INTO garbage (kind, id) VALUES (?, ?)', kind, id),
};

/** Writes records into an empty database, the kinds in the order in which they are read. */
export function writeRecords(tx: Transaction, batch: Batch): void {
  writeKind(tx, batch.kind, batch.records);
}

function writeKind<Kind extends RecordKind>(tx: Transaction, kind: Kind, records: RecordKinds[Kind][]): void {
  for (const record of records) writers[kind](tx, record);
}

/** The numbers go on where they were, also when the last ones are deleted. They are written before the rows, which only raise them. */
function writeCounter(tx: Transaction, { name, value }: RecordKinds['counter']): void {
  if (name === 'group') tx.run(`UPDATE counters SET value = ? WHERE name = 'group'`, value);
  else tx.run('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)', sequences[name], value);
}

/** Only the agent that holds the attempt may claim again, so only there its name matters. Remembered to the end of its hour. */
function writeClaim(tx: Transaction, { claimId, jobId, attempt, hour }: RecordKinds['claim']): void {
  const lease = tx.get('SELECT agent_id FROM leases WHERE job_id = ? AND attempt = ?', jobId, attempt);
  const at = (hour + 1) * claimMemory - 1;
  tx.run('INSERT INTO claims VALUES (?, ?, ?, ?, ?)', claimId, lease?.agent_id ?? '', jobId, attempt, at);
}
