import type { JobState } from '../../../contract/run-state.ts';
import { integer, text } from '../row.ts';
import type { Transaction } from '../transaction.ts';

/**
 * Writes the jobs of a run, one row each, touching only the rows that changed: a run with a matrix of 256 jobs is
 * advanced some 768 times, and rewriting all of them every time would write 100 MB.
 */
export function writeJobs(tx: Transaction, runId: number, jobs: JobState[]): void {
  const stored = tx.all('SELECT position, body FROM run_jobs WHERE run_id = ?', runId);
  const known = new Map(stored.map((row) => [integer(row.position), text(row.body)]));
  jobs.forEach((job, position) => {
    const body = JSON.stringify(job);
    if (known.get(position) === body) return;
    tx.run(
      'INSERT INTO run_jobs VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body',
      runId,
      position,
      body,
    );
  });
  if (known.size > jobs.length) tx.run('DELETE FROM run_jobs WHERE run_id = ? AND position >= ?', runId, jobs.length);
}
