import type { JobState, RunState } from '../../../contract/run-state.ts';
import type { CopiedRun } from '../../copy/records.ts';
import type { RunHeader } from '../../port/runs.ts';
import type { RunSettings } from '../../run-documents.ts';
import { document, integer, type Row, text } from '../row.ts';
import type { Reader } from '../transaction.ts';

/** Oldest first, without the jobs. */
export const runsSql = `
  SELECT id, version, plan_hash, header, settings, payload
  FROM runs JOIN run_documents ON run_documents.run_id = runs.id ORDER BY id`;

export function copiedRun(row: Row, db: Reader): CopiedRun {
  const id = integer(row.id);
  return {
    id: String(id),
    version: integer(row.version),
    planHash: text(row.plan_hash),
    header: document<RunHeader>(row.header),
    settings: document<RunSettings>(row.settings),
    payload: document<RunState['trigger']['payload']>(row.payload),
    jobs: db
      .all('SELECT body FROM run_jobs WHERE run_id = ? ORDER BY position', id)
      .map(({ body }) => document<JobState>(body)),
  };
}
