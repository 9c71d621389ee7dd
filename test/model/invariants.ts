import type { RunState } from '../../src/contract/run-state.ts';
import type { JobDetail } from '../../src/store/port/jobs.ts';
import { attemptKey, type World } from './world.ts';

/** What the invariants look at, read once. */
interface View {
  world: World;
  runs: RunState[];
  jobs: JobDetail[];
  waiting: Set<string>;
  running: Set<string>;
}

/** Each answers what contradicts its name; nothing when it holds. */
type Invariant = (view: View) => string[];

/** What must be true between any two operations, whatever was lost, doubled or killed. */
const invariants: Record<string, Invariant> = {
  'the tables do not contradict each other': ({ world }) => world.memory.contradictions(),
  'a result that was acknowledged is recorded': ({ world, jobs }) =>
    world.actors.promised.results
      .filter(({ jobId, attempt, conclusion }) => outcomeOf(jobs, jobId, attempt) !== conclusion)
      .map(attemptKey),
  'a job has one reported result in each attempt at its run': ({ jobs }) =>
    jobs.flatMap(({ jobId, attempts }) => {
      const reported = attempts.filter(({ outcome }) => ['success', 'failure'].includes(outcome));
      const runs = reported.map(({ runAttempt }) => runAttempt);
      return new Set(runs).size === runs.length ? [] : [jobId];
    }),
  'acknowledged lines are in the log, each once and in order': ({ world, jobs }) =>
    Object.entries(world.actors.promised.lines)
      .filter(([key, lines]) => {
        const [jobId = '', attempt] = splitKey(key);
        const known = attemptOf(jobs, jobId, attempt)?.logLines ?? 0;
        const chunks = world.actors.chunks[key] ?? [];
        return known < lines || chunks.slice(0, known).some((first, nth) => first !== nth);
      })
      .map(([key]) => key),
  'what the engine has queued waits, runs, or has a result': ({ runs, jobs, waiting, running, world }) =>
    runs
      .flatMap((run) => run.jobs.filter(({ status }) => status === 'queued' || status === 'in_progress'))
      .filter(({ id }) => !waiting.has(id) && !running.has(id) && !tellsOf(world, jobs, id))
      .map(({ id }) => id),
  'what waits or runs is known to the engine as not over': ({ runs, waiting, running, world }) => {
    const over = new Set(runs.flatMap((run) => run.jobs.filter((job) => job.result !== null).map(({ id }) => id)));
    return [...waiting, ...running].filter((id) => over.has(id) && !isToldToStop(world, id));
  },
  'a job with an environment begins once in each attempt at its run': ({ world, runs }) =>
    Object.entries(world.actors.promised.begun)
      .filter(([key, attempts]) => attempts.length > maxAttempts(runs, splitKey(key)[0]))
      .map(([key, attempts]) => `${key} began in attempts ${attempts.join()}`),
  'a group has at most one job that waits or runs': ({ runs, waiting, running }) => {
    const held = runs.flatMap((run) => run.jobs.filter(({ concurrencyGroup }) => concurrencyGroup !== null));
    const active = held.filter(({ id, result }) => (waiting.has(id) || running.has(id)) && result === null);
    return active.length > 1 ? active.map(({ id }) => id) : [];
  },
};

/** Sentences that do not hold, with what contradicts them. */
export async function brokenInvariants(world: World): Promise<string[]> {
  const { store } = world;
  const runs = (await Promise.all(world.runIds.map((runId) => store.runs.get(runId)))).filter((run) => run !== null);
  const jobs = (await Promise.all(world.runIds.map((runId) => store.jobs.ofRun(runId)))).flat();
  const states = world.memory.database.prepare('SELECT id, state FROM jobs').all();
  const inState = (state: string) => new Set(states.filter((row) => row.state === state).map(({ id }) => String(id)));
  const view: View = { world, runs, jobs, waiting: inState('waiting'), running: inState('running') };
  return Object.entries(invariants).flatMap(([sentence, find]) =>
    find(view).map((what) => `not true that ${sentence}: ${what}`),
  );
}

function splitKey(key: string): [jobId: string, number: number] {
  const colon = key.lastIndexOf(':');
  return [key.slice(0, colon), Number(key.slice(colon + 1))];
}

function attemptOf(jobs: JobDetail[], jobId: string, attempt: number) {
  return jobs.find((job) => job.jobId === jobId)?.attempts.find((known) => known.attempt === attempt);
}

function outcomeOf(jobs: JobDetail[], jobId: string, attempt: number): string | undefined {
  return attemptOf(jobs, jobId, attempt)?.outcome;
}

/** Its end stands in the inbox of its run: the engine learns of it with the next look. */
function tellsOf({ memory }: World, jobs: JobDetail[], jobId: string): boolean {
  const done = jobs.find((job) => job.jobId === jobId)?.result !== null;
  const sql = `SELECT 1 FROM inbox WHERE json_extract(body, '$.type') = 'job_completed' AND json_extract(body, '$.jobId') = ?`;
  return done && memory.database.prepare(sql).get(jobId) !== undefined;
}

/** Its agent learns with its next call: the lease is marked. */
function isToldToStop({ memory }: World, jobId: string): boolean {
  return memory.database.prepare('SELECT cancel_reason FROM leases WHERE job_id = ?').get(jobId)?.cancel_reason != null;
}

function maxAttempts(runs: RunState[], jobId: string): number {
  const job = runs.flatMap((run) => run.jobs).find(({ id }) => id === jobId);
  return job?.environment === null || job === undefined ? 3 : 1;
}
