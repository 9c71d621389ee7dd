import type { JobSpec, StepState } from '../../../contract/job-message.ts';
import type { CopiedAttempt, CopiedJob, RecordKinds } from '../../copy/records.ts';
import { leaseParts } from '../leases/job-fields.ts';
import { attemptsOf, resultOf } from '../leases/read-jobs.ts';
import { leaseOf } from '../leases/read-lease.ts';
import { document, integer, text } from '../reply.ts';
import type { Commands } from './commands.ts';

export async function copiedJob(redis: Commands, jobId: string): Promise<CopiedJob> {
  const job = await redis.hash(`job:${jobId}`);
  const state = stateOf(text(job.state));
  const delay = state === 'waiting' ? await redis.score(`delayed:${job.agentClass}`, jobId) : null;
  const steps = document<StepState[]>(job.steps);
  const result = resultOf(steps, job);
  return {
    jobId,
    seq: integer(job.seq),
    runId: text(job.runId),
    repositoryId: text(job.repositoryId),
    agentClass: text(job.agentClass),
    priority: integer(job.priority),
    maxAttempts: integer(job.maxAttempts),
    exclusive: job.exclusive === '1',
    runAttempt: integer(job.runAttempt),
    name: text(job.name),
    queuedAt: integer(job.queuedAt),
    state,
    attempt: integer(job.attempt),
    counted: integer(job.counted),
    notBefore: delay ?? 0,
    steps: result?.steps ?? steps,
    result,
    spec: document<JobSpec>(job.spec),
    attempts: attemptsOf(job).map((attempt): CopiedAttempt => {
      const logLines = attempt.endedAt === null ? 0 : attempt.logLines;
      return { ...attempt, logLines, leaseToken: text(job[`token ${attempt.attempt}`]) };
    }),
  };
}

/** Ids of the jobs that run. */
export async function leasedJobs(redis: Commands): Promise<string[]> {
  const names = Object.values(await redis.hash('lease-tokens')).map((name) => name.slice(0, name.indexOf(' ')));
  return [...new Set(names)];
}

export async function copiedLease(redis: Commands, jobId: string): Promise<RecordKinds['lease']> {
  const job = await redis.hash(`job:${jobId}`);
  return { ...leaseOf(job), leaseToken: text(job[`token ${job.attempt}`]), jobToken: leaseParts(job).jobToken };
}

function stateOf(state: string): CopiedJob['state'] {
  return state === 'waiting' || state === 'running' ? state : 'done';
}
