import type { JobState, RunEvent, RunState } from '../../../contract/run-state.ts';
import { numericId } from '../../numeric-id.ts';
import type { LoadedRun, RunHeader } from '../../port/runs.ts';
import { joinRun, type RunSettings } from '../../run-documents.ts';
import { document, integer } from '../row.ts';
import type { Reader } from '../transaction.ts';

/** Reads the pieces of a run and puts them together. Runs synchronously, so no write comes between the pieces. */
export function loadRun(db: Reader, runId: string): LoadedRun | null {
  const id = numericId(runId);
  const row = db.get(
    `SELECT version, header, settings, payload, plans.body AS plan FROM runs
     JOIN run_documents ON run_id = runs.id JOIN plans ON hash = plan_hash WHERE runs.id = ?`,
    id,
  );
  if (row === null) return null;
  const state = joinRun({
    header: document<RunHeader>(row.header),
    settings: document<RunSettings>(row.settings),
    plan: document<RunState['plan']>(row.plan),
    payload: document<RunState['trigger']['payload']>(row.payload),
    jobs: db
      .all('SELECT body FROM run_jobs WHERE run_id = ? ORDER BY position', id)
      .map(({ body }) => document<JobState>(body)),
  });
  const events = db
    .all('SELECT seq, body FROM inbox WHERE run_id = ? ORDER BY seq', id)
    .map(({ seq, body }) => ({ seq: integer(seq), event: document<RunEvent>(body) }));
  return { state, version: integer(row.version), events };
}

/**
 * Walks the inbox from its oldest event and keeps the first event of each run: the cost is the number of events before
 * the last run that is answered, not the size of the inbox.
 */
export function dirtyRuns(db: Reader, limit: number): string[] {
  return db
    .all(
      `SELECT run_id FROM inbox AS event
       WHERE seq = (SELECT seq FROM inbox WHERE run_id = event.run_id ORDER BY seq LIMIT 1) ORDER BY seq LIMIT ?`,
      limit,
    )
    .map((row) => String(integer(row.run_id)));
}
