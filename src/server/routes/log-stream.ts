import type { FastifyInstance, FastifyRequest } from 'fastify';
import { runRoutes } from '../../contract/api/runs.ts';
import type { JobState, RunState } from '../../contract/run-state.ts';
import type { AttemptView } from '../../contract/views.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { ServerDeps } from '../deps.ts';
import { type EventStream, openEventStream } from '../http/event-stream.ts';
import { listenFor, type WakeUp } from '../http/wake-up.ts';
import { registerRoute } from '../register-route.ts';
import { loadJob } from './load-run.ts';

/** The next line to send. */
interface Cursor {
  attempt: number;
  line: number;
}

interface LogFollow {
  deps: ServerDeps;
  jobId: string;
  /** Set when one attempt was asked for: the stream ends with it. */
  only: number | undefined;
  /** Attempts up to this one belong to an earlier try of the run: a reader without a place does not begin there. */
  past: number;
  stream: EventStream;
  wakeUp: WakeUp;
}

/** The live log of a job: every line once, from the start or after the last one the reader has, through all attempts. */
export function logStreamApi(app: FastifyInstance, deps: ServerDeps): void {
  registerRoute(app, runRoutes.logStream, async ({ params, query, request, reply }) => {
    const start = readCursor(request, query.after);
    const { run, job } = await loadJob(deps, params.jobId);
    const past = await pastAttempts(deps, run, job);
    const wakeUp = listenFor(deps.store.signals, [`log:${params.jobId}`, `run:${run.id}`]);
    const stream = openEventStream(reply, deps.stopping);
    await follow({ deps, jobId: params.jobId, only: query.attempt, past, wakeUp, stream }, start);
    return reply;
  });
}

/** The newest attempt of an earlier try of the run, while the job has not ended in this one; 0: none. */
async function pastAttempts({ store }: ServerDeps, run: RunState, job: JobState): Promise<number> {
  if (job.status === 'completed') return 0;
  const attempts = (await store.jobs.get(job.id))?.attempts ?? [];
  return attempts.findLast((view) => view.runAttempt < run.attempt)?.attempt ?? 0;
}

/** `Last-Event-ID` (a browser that reconnects) or `after`; both are `attempt:line` of the last line the reader has. */
function readCursor(request: FastifyRequest, after: string | undefined): Cursor | null {
  const header = request.headers['last-event-id'];
  const text = typeof header === 'string' && header !== '' ? header : after;
  if (text === undefined) return null;
  const [, attempt, line] = /^(\d{1,9}):(-1|\d{1,12})$/.exec(text) ?? [];
  if (attempt !== undefined && line !== undefined) return { attempt: Number(attempt), line: Number(line) + 1 };
  throw new RaibidError('input_invalid', 'query.after: must be the id of an event, such as 1:42');
}

async function follow(call: LogFollow, start: Cursor | null): Promise<void> {
  const { stream, wakeUp } = call;
  try {
    let cursor = start;
    while (!stream.closed.aborted) {
      const attempts = (await call.deps.store.jobs.get(call.jobId))?.attempts ?? [];
      cursor = cursor ?? firstCursor(attempts, call);
      const sent = cursor === null ? 0 : await sendLines(call, cursor, attempts);
      if (sent > 0) continue;
      const next = cursor === null ? null : await nextAttempt(call, cursor, attempts);
      if (next !== null) cursor = next;
      else if (await endIfOver(call, cursor, attempts)) return;
      else await wakeUp.wait(stream.closed);
    }
  } catch (error) {
    call.deps.log.warn({ err: error, jobId: call.jobId }, 'A log stream ended early; its reader will come again.');
  } finally {
    wakeUp.close();
    stream.end();
  }
}

/** Without a wish: the newest attempt from its first line. Null: there is none yet. */
function firstCursor(attempts: AttemptView[], { only, past }: LogFollow): Cursor | null {
  const attempt = only ?? attempts.findLast((view) => view.attempt > past)?.attempt;
  return attempt === undefined ? null : { attempt, line: 0 };
}

/** Sends what is there from the cursor on and moves it; answers the number of lines. */
async function sendLines(call: LogFollow, cursor: Cursor, attempts: AttemptView[]): Promise<number> {
  const to = attempts.find((view) => view.attempt === cursor.attempt)?.logLines ?? 0;
  const from = cursor.line;
  if (to <= from) return 0;
  const lines = call.deps.blobs.logs.read({ jobId: call.jobId, attempt: cursor.attempt, from, to });
  for await (const { number, line } of lines) {
    if (call.stream.closed.aborted) break;
    await call.stream.send({ id: `${cursor.attempt}:${number}`, event: 'line', data: line });
    cursor.line = number + 1;
  }
  return cursor.line - from;
}

/** Goes on to the attempt after one that is over, and says so. */
async function nextAttempt(call: LogFollow, cursor: Cursor, attempts: AttemptView[]): Promise<Cursor | null> {
  const next = attempts.find((view) => view.attempt > cursor.attempt);
  if (next === undefined || call.only !== undefined) return null;
  await call.stream.send({ id: `${next.attempt}:-1`, event: 'attempt', data: { attempt: next.attempt } });
  return { attempt: next.attempt, line: 0 };
}

/** The job's end is in the run's state; that is read only when no attempt is at work. */
async function endIfOver(call: LogFollow, cursor: Cursor | null, attempts: AttemptView[]): Promise<boolean> {
  const current = attempts.find((view) => view.attempt === cursor?.attempt);
  if (current?.outcome === 'running') return false;
  const { job } = await loadJob(call.deps, call.jobId);
  const over = job.status === 'completed' || (call.only !== undefined && current !== undefined);
  if (over) await call.stream.send({ event: 'end', data: { status: job.status, conclusion: job.conclusion } });
  return over;
}
