import type { CopiedRun } from '../../copy/records.ts';
import type { Transaction } from '../transaction.ts';

export function writeRun(tx: Transaction, run: CopiedRun): void {
  const { id, version, planHash, header, settings, payload, jobs } = run;
  tx.run(
    `INSERT INTO runs (id, repository_id, workflow, event, ref, sha, plan_hash, status, version, header)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    Number(id),
    Number(header.repository.id),
    header.workflow.path,
    header.trigger.event,
    header.trigger.ref,
    header.trigger.sha,
    planHash,
    header.status,
    version,
    JSON.stringify(header),
  );
  const documents = [JSON.stringify(payload), JSON.stringify(settings)];
  tx.run('INSERT INTO run_documents VALUES (?, ?, ?)', Number(id), ...documents);
  for (const [position, job] of jobs.entries()) {
    tx.run('INSERT INTO run_jobs VALUES (?, ?, ?)', Number(id), position, JSON.stringify(job));
  }
}
