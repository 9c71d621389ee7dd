import type { JobResult, StepState } from '../../../contract/job-message.ts';
import { type AttemptView, attemptViewSchema } from '../../../contract/views.ts';
import { endedResult } from '../../ended-result.ts';
import { numericId } from '../../numeric-id.ts';
import type { DeadLetter, JobDetail } from '../../port/jobs.ts';
import type { Connection } from '../connection.ts';
import { keyPrefix } from '../keys.ts';
import { document, fields, integer, list, text, texts } from '../reply.ts';
import { script } from '../script.ts';
import { leaseParts, startOf } from './job-fields.ts';

/** Jobs with their attempts and the lines of a running one, of one moment; by id or by run, in the order of queueing. */
const readScript = script(
  'read jobs',
  [],
  `
  local ids = A.jobId and { A.jobId } or call('ZRANGE', P .. 'jobs-of-run:' .. A.runId, 0, -1)
  local found = {}
  for _, jobId in ipairs(ids) do
    local job = call('HGETALL', P .. 'job:' .. jobId)
    for nth = 1, #job, 2 do if job[nth] == 'spec' then job[nth + 1] = '' end end
    if #job > 0 then found[#found + 1] = job end
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
  const job = fields(answer) ?? {};
  const steps = document<StepState[]>(job.steps);
  const result = resultOf(steps, job);
  const attempts = attemptsOf(job);
  return { jobId: text(job.jobId), runId: text(job.runId), steps: result?.steps ?? steps, result, attempts };
}

/** What its agent reported; or, when the store ended the job, what follows from its last known steps. */
export function resultOf(steps: StepState[], { result, ended, endedAt }: Record<string, string>): JobResult | null {
  if (ended !== undefined) return endedResult(steps, ended === 'cancelled' ? 'cancelled' : 'failure', integer(endedAt));
  return result === undefined ? null : document<JobResult>(result);
}

/** Oldest first. */
export function attemptsOf(known: Record<string, string>): AttemptView[] {
  const numbers = Object.keys(known)
    .filter((name) => name.startsWith('start '))
    .map((name) => integer(name.slice('start '.length)));
  return numbers
    .sort((a, b) => a - b)
    .map((attempt) => {
      const end = known[`end ${attempt}`]?.split(' ');
      return {
        attempt,
        ...startOf(known, attempt),
        endedAt: end === undefined ? null : integer(end[1]),
        outcome: attemptViewSchema.shape.outcome.parse(end?.[0] ?? 'running'),
        logLines: end === undefined ? leaseParts(known).nextLine : integer(end[2]),
      };
    });
}
