import type { JobSpec, StepState } from '../../../contract/job-message.ts';
import type { CopiedAttempt, CopiedJob, RecordKinds } from '../../copy/records.ts';
import { attemptsOf, resultOf } from '../leases/read-jobs.ts';
import { leaseFields } from '../leases/read-lease.ts';
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
    attempts: attemptsOf(job, 0).map((attempt): CopiedAttempt => {
      return { ...attempt, leaseToken: text(job[`token ${attempt.attempt}`]) };
    }),
  };
}

export async function copiedLease(redis: Commands, jobId: string): Promise<RecordKinds['lease']> {
  const lease = await redis.hash(`lease:${jobId}`);
  return { ...leaseFields(lease), leaseToken: text(lease.leaseToken), jobToken: text(lease.jobToken) };
}

function stateOf(state: string): CopiedJob['state'] {
  return state === 'waiting' || state === 'running' ? state : 'done';
}
