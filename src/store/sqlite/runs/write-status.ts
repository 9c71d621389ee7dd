import type { CommitStatus } from '../../../contract/views.ts';
import type { Transaction } from '../transaction.ts';

/**
 * Keeps the newest state of a context, and sends it to the forge that has the repository. A newer entry takes the place
 * of one still waiting (with a new id): a forge that was away gets the last word only, not the history.
 */
export function writeStatus(tx: Transaction, status: CommitStatus, forge: string): void {
  const body = JSON.stringify(status);
  tx.run('INSERT OR REPLACE INTO statuses VALUES (?, ?, ?, ?)', status.repository, status.sha, status.context, body);
  if (forge === 'builtin') return;
  tx.run(
    `INSERT OR REPLACE INTO outbox (forge, repository, sha, context, body, tries, next_try_at)
     VALUES (?, ?, ?, ?, ?, 0, 0)`,
    forge,
    status.repository,
    status.sha,
    status.context,
    body,
  );
  tx.publish('outbox');
}
