import type { NewRun } from '../../port/deliveries.ts';
import { splitRun } from '../../run-documents.ts';
import { integer } from '../row.ts';
import type { Transaction } from '../transaction.ts';
import { keepPlan } from './plans.ts';
import { postEvent } from './post-event.ts';
import { writeJobs } from './write-jobs.ts';

/** Creates a run with the next number of its workflow, dirty with a `start` event. Answers its id. */
export function insertRun(tx: Transaction, repositoryId: number, { state }: NewRun): number {
  const number = nextNumber(tx, repositoryId, state.plan.path);
  const planHash = keepPlan(tx, JSON.stringify(state.plan));
  const id = integer(
    tx.get(
      `INSERT INTO runs (repository_id, workflow, event, ref, sha, plan_hash, status, version, header)
       VALUES (?, ?, ?, ?, ?, ?, ?, 1, '') RETURNING id`,
      repositoryId,
      state.plan.path,
      state.trigger.event,
      state.trigger.ref,
      state.trigger.sha,
      planHash,
      state.status,
    )?.id,
  );
  const { header, settings, jobs, payload } = splitRun({ ...state, id: String(id), number });
  tx.run('UPDATE runs SET header = ? WHERE id = ?', JSON.stringify(header), id);
  tx.run('INSERT INTO run_documents VALUES (?, ?, ?)', id, JSON.stringify(payload), JSON.stringify(settings));
  writeJobs(tx, id, jobs);
  postEvent(tx, id, { type: 'start' });
  tx.publish('runs');
  return id;
}

function nextNumber(tx: Transaction, repositoryId: number, workflow: string): number {
  const row = tx.get(
    'INSERT INTO run_numbers VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last',
    repositoryId,
    workflow,
  );
  return integer(row?.last);
}
