import { numericId } from '../../numeric-id.ts';
import type { RunCommit } from '../../port/runs.ts';
import { splitRun } from '../../run-documents.ts';
import { cancelLease, withdrawJob } from '../queue/cancel-job.ts';
import { enqueueJob } from '../queue/enqueue-job.ts';
import type { Transaction } from '../transaction.ts';
import { readGroup, writeGroup } from './groups.ts';
import { postIfExists } from './post-event.ts';
import { writeJobs } from './write-jobs.ts';
import { writeStatus } from './write-status.ts';

/**
 * One step of a run. All comparisons come first: after them nothing can be refused, so false means that nothing was
 * written.
 */
export function commitRun(tx: Transaction, commit: RunCommit): boolean {
  const id = numericId(commit.runId);
  if (id === null || !isCurrent(tx, id, commit)) return false;
  writeState(tx, id, commit);
  for (const seq of commit.consumed) tx.run('DELETE FROM inbox WHERE seq = ? AND run_id = ?', seq, id);
  for (const { next } of commit.groups) writeGroup(tx, next);
  for (const { jobId, reason } of commit.dequeue) withdrawJob(tx, jobId, reason);
  for (const { jobId, reason } of commit.cancel) cancelLease(tx, jobId, reason);
  for (const job of commit.enqueue) enqueueJob(tx, id, job, commit.state);
  for (const { runId, event } of commit.post) postIfExists(tx, runId, event);
  for (const { status, forge } of commit.statuses) writeStatus(tx, status, forge);
  tx.publish(`run:${commit.runId}`);
  tx.publish('runs');
  return true;
}

function isCurrent(tx: Transaction, id: number, commit: RunCommit): boolean {
  const same = tx.get('SELECT 1 FROM runs WHERE id = ? AND version = ?', id, commit.expectedVersion) !== null;
  return (
    same && commit.groups.every(({ expectedVersion, next }) => readGroup(tx, next.key).version === expectedVersion)
  );
}

/** Plan and payload are not among what is written: they never change. Settings change with a rerun at most. */
function writeState(tx: Transaction, id: number, { state }: RunCommit): void {
  const { header, settings, jobs } = splitRun(state);
  tx.run(
    'UPDATE runs SET version = version + 1, status = ?, header = ? WHERE id = ?',
    state.status,
    JSON.stringify(header),
    id,
  );
  tx.run('UPDATE run_documents SET settings = ?1 WHERE run_id = ?2 AND settings <> ?1', JSON.stringify(settings), id);
  writeJobs(tx, id, jobs);
}
