import type { ClassStats } from '../../port/queue.ts';
import { integer, integerOrNull, text } from '../row.ts';
import type { Reader } from '../transaction.ts';

/** The scaler asks every second: waiting jobs are summed by lane and the oldest is one seek, whatever the queue's size. */
export function classStats(db: Reader): ClassStats[] {
  return db
    .all(
      `SELECT class AS agent_class,
         (SELECT COALESCE(SUM(waiting), 0) FROM lanes WHERE agent_class = class) AS waiting,
         (SELECT COUNT(*) FROM leases WHERE agent_class = class) AS running,
         (SELECT MIN(queued_at) FROM queue WHERE agent_class = class) AS oldest
       FROM (SELECT agent_class AS class FROM lanes UNION SELECT agent_class FROM leases) ORDER BY class`,
    )
    .map((row) => ({
      agentClass: text(row.agent_class),
      waiting: integer(row.waiting),
      running: integer(row.running),
      oldestWaitingSince: integerOrNull(row.oldest),
    }));
}
