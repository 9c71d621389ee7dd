import { integer, text } from '../row.ts';
import type { Reader } from '../transaction.ts';

interface Place {
  agentClass: string;
  repository: number;
  priority: number;
  queuedAt: number;
  seq: number;
}

interface Lane {
  repository: number;
  running: number;
}

const inLane = 'FROM queue WHERE agent_class = ? AND repository_id = ?';

/**
 * How many claims come before this job when no running job ends: exactly, without playing them through. The job is
 * number `k` of its priority in its lane, so it is taken when its repository runs `running + higher + k` jobs: its turn.
 * Another lane goes first with each of its jobs of that priority whose turn is lower, and, on the same turn, with an
 * older job.
 */
export function queuePosition(db: Reader, jobId: string): number | null {
  const place = placeOf(db, jobId);
  if (place === null) return null;
  const lanes = lanesOf(db, place.agentClass);
  const turnOf = (lane: Lane) => lane.running + higherIn(db, lane, place);
  const own = lanes.find(({ repository }) => repository === place.repository);
  const olderHere = olderInLane(db, place);
  const turn = (own === undefined ? 0 : turnOf(own)) + olderHere;
  let before = olderHere;
  for (const lane of lanes) {
    before += higherIn(db, lane, place);
    if (lane !== own) before += takenFirst(db, lane, place, turn - turnOf(lane));
  }
  return before;
}

function placeOf(db: Reader, jobId: string): Place | null {
  const row = db.get('SELECT agent_class, repository_id, priority, queued_at, seq FROM queue WHERE job_id = ?', jobId);
  if (row === null) return null;
  return {
    agentClass: text(row.agent_class),
    repository: integer(row.repository_id),
    priority: integer(row.priority),
    queuedAt: integer(row.queued_at),
    seq: integer(row.seq),
  };
}

function lanesOf(db: Reader, agentClass: string): Lane[] {
  return db
    .all('SELECT repository_id, running FROM lanes WHERE agent_class = ?', agentClass)
    .map((row) => ({ repository: integer(row.repository_id), running: integer(row.running) }));
}

function higherIn(db: Reader, lane: Lane, place: Place): number {
  const sql = `SELECT COUNT(*) AS count ${inLane} AND priority > ?`;
  return integer(db.get(sql, place.agentClass, lane.repository, place.priority)?.count);
}

function olderInLane(db: Reader, { agentClass, repository, priority, queuedAt, seq }: Place): number {
  const sql = `SELECT COUNT(*) AS count ${inLane} AND priority = ? AND (queued_at, seq) < (?, ?)`;
  return integer(db.get(sql, agentClass, repository, priority, queuedAt, seq)?.count);
}

/** Of another lane's jobs of this priority, the first `turns` go first, and the next one too when it is older. */
function takenFirst(db: Reader, lane: Lane, place: Place, turns: number): number {
  if (turns < 0) return 0;
  const sql = `SELECT queued_at, seq ${inLane} AND priority = ? ORDER BY queued_at, seq LIMIT ?`;
  const jobs = db.all(sql, place.agentClass, lane.repository, place.priority, turns + 1);
  const rival = jobs[turns];
  return Math.min(jobs.length, turns) + (rival !== undefined && isOlder(rival, place) ? 1 : 0);
}

function isOlder(rival: Record<string, unknown>, { queuedAt, seq }: Place): boolean {
  const age = Number(rival.queued_at) - queuedAt;
  return age < 0 || (age === 0 && Number(rival.seq) < seq);
}
