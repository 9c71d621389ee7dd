import type { JobResult, StepState } from '../../../contract/job-message.ts';
import { type AttemptView, attemptViewSchema } from '../../../contract/views.ts';
import { endedResult } from '../../ended-result.ts';
import { numericId } from '../../numeric-id.ts';
import type { DeadLetter, JobDetail } from '../../port.ts';
import type { Connection } from '../connection.ts';
import { keyPrefix } from '../keys.ts';
import { document, fields, integer, list, text, texts } from '../reply.ts';
import { script } from '../script.ts';

/** Jobs with their attempts and the lines of a running one, of one moment; by id or by run, in the order of queueing. */
const readScript = script(
  'read jobs',
  [],
  `
  local ids = A.jobId and { A.jobId } or call('ZRANGE', P .. 'jobs-of-run:' .. A.runId, 0, -1)
  local found = {}
  for _, jobId in ipairs(ids) do
    local job = call('HMGET', P .. 'job:' .. jobId, 'jobId', 'runId', 'steps', 'result', 'ended', 'endedAt')
    if job[1] then
      for nth = 4, 6 do job[nth] = job[nth] or '' end
      local lines = call('HGET', P .. 'lease:' .. jobId, 'nextLine') or '0'
      found[#found + 1] = { job, call('HGETALL', P .. 'attempts:' .. jobId), lines }
    end
  end
  return found
`,
);

export async function getJob(connection: Connection, jobId: string): Promise<JobDetail | null> {
  return list(await connection.run(readScript, { jobId })).map(detail)[0] ?? null;
}

export async function jobsOfRun(connection: Connection, runId: string): Promise<JobDetail[]> {
  if (numericId(runId) === null) return [];
  return list(await connection.run(readScript, { runId })).map(detail);
}

export async function deadLetters({ read }: Pick<Connection, 'read'>): Promise<DeadLetter[]> {
  const letters = texts(await read('HVALS', `${keyPrefix}dead-letters`)).map((letter) => document<DeadLetter>(letter));
  return letters.sort((a, b) => a.at - b.at || (a.jobId < b.jobId ? -1 : 1));
}

const dropScript = script('drop a dead letter', [], ` return call('HDEL', P .. 'dead-letters', A.jobId) `);

export async function dropDeadLetter(connection: Connection, jobId: string): Promise<void> {
  await connection.run(dropScript, { jobId });
}

function detail(answer: unknown): JobDetail {
  const [job, attempts, lines] = list(answer);
  const [jobId, runId, steps, result, ended, endedAt] = texts(job);
  const known = document<StepState[]>(steps);
  const outcome = resultOf(known, text(result), text(ended), text(endedAt));
  const rest = { steps: ended === '' ? known : (outcome?.steps ?? known), result: outcome };
  return { jobId: text(jobId), runId: text(runId), ...rest, attempts: attemptsOf(attempts, integer(lines)) };
}

/** What its agent reported; or, when the store ended the job, what follows from its last known steps. */
function resultOf(steps: StepState[], result: string, ended: string, endedAt: string): JobResult | null {
  if (ended !== '') return endedResult(steps, ended === 'cancelled' ? 'cancelled' : 'failure', integer(endedAt));
  return result === '' ? null : document<JobResult>(result);
}

/** Oldest first. `start N` and `end N` hold words, the last of which (the agent's name) may have spaces. */
function attemptsOf(flat: unknown, linesNow: number): AttemptView[] {
  const known = fields(flat) ?? {};
  const numbers = Object.keys(known)
    .filter((name) => name.startsWith('start '))
    .map((name) => integer(name.slice('start '.length)));
  return numbers
    .sort((a, b) => a - b)
    .map((attempt) => {
      const [runAttempt, startedAt, isolation, ...name] = text(known[`start ${attempt}`]).split(' ');
      const end = known[`end ${attempt}`]?.split(' ');
      return {
        attempt,
        runAttempt: integer(runAttempt),
        agent: name.join(' '),
        isolation: isolation === 'sandbox' ? 'sandbox' : 'none',
        startedAt: integer(startedAt),
        endedAt: end === undefined ? null : integer(end[1]),
        outcome: attemptViewSchema.shape.outcome.parse(end?.[0] ?? 'running'),
        logLines: end === undefined ? linesNow : integer(end[2]),
      };
    });
}
