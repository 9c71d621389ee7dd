import { heldGroups } from '../contract/held-groups.ts';
import type { ConcurrencyPlan } from '../contract/plan.ts';
import type { JobState } from '../contract/run-state.ts';
import { RaibidError } from '../shared/errors.ts';
import { evaluateBoolean, type Scope } from '../workflow/expressions/evaluate.ts';
import { calledFile, callInputs, startCall } from './calls/start-call.ts';
import { announceJob } from './commit-status.ts';
import { evaluateName } from './evaluate-name.ts';
import { finishJob } from './finish-job.ts';
import { jobScope } from './job-context.ts';
import { jobSpec } from './job-spec.ts';
import { reasonOf } from './reason.ts';
import type { RunDraft } from './run-draft.ts';

/** Attempts a job may have; one with an environment starts at most once. */
const attempts = { normal: 3, environment: 1 };

/** Lets prepared jobs of a key go, in the order of the matrix, as many as `max-parallel` allows at a time. */
export function admitJobs(draft: RunDraft, key: string): void {
  const jobs = draft.jobsOf(key);
  // As a rule none: of a large matrix this is asked with each job that ends.
  const prepared = jobs.filter(isPrepared);
  if (prepared.length === 0) return;
  let active = jobs.filter(isActive).length;
  for (const { id } of prepared) {
    // Read anew: a fault of one job may have cancelled the next (fail-fast).
    const job = draft.job(id);
    if (job === undefined || !isPrepared(job)) continue;
    if (job.maxParallel !== null && active >= job.maxParallel) return;
    if (admit(draft, job)) active += 1;
  }
}

function isPrepared(job: JobState): boolean {
  return job.waitingFor?.kind === 'max_parallel';
}

function isActive(job: JobState): boolean {
  return job.status === 'queued' || job.status === 'in_progress' || job.waitingFor?.kind === 'concurrency';
}

/** Asks for the job's concurrency group, or queues the job. False when the job failed instead. */
function admit(draft: RunDraft, job: JobState): boolean {
  try {
    const wanted = concurrencyOf(draft, job);
    if (wanted === null) return letGo(draft, job);
    const { concurrency, scope } = wanted;
    const group = evaluateName(concurrency.group, scope);
    if (group === '') return letGo(draft, job);
    if (heldGroups(draft.run, job.id).some((held) => held.toLowerCase() === group.toLowerCase())) {
      throw new RaibidError('workflow_invalid', `The concurrency group ${group} is held by the job's own run`);
    }
    const cancelInProgress = evaluateBoolean(concurrency.cancelInProgress, scope);
    draft.update(job.id, { concurrencyGroup: group, waitingFor: { kind: 'concurrency', group } });
    draft.emit({ type: 'acquire_group', group, jobId: job.id, cancelInProgress });
    return true;
  } catch (error) {
    finishJob(draft, job, { conclusion: 'failure', reason: reasonOf(error) });
    return false;
  }
}

/** The group of the job, or that of the workflow it calls. */
function concurrencyOf(draft: RunDraft, job: JobState): { concurrency: ConcurrencyPlan; scope: Scope } | null {
  const { concurrency, call } = draft.plan(job.key);
  const called = call === undefined ? undefined : calledFile(draft, call);
  if (concurrency === undefined && called?.concurrency === undefined) return null;
  const scope = jobScope(draft, job.key, job);
  if (concurrency !== undefined) return { concurrency, scope };
  if (call === undefined || called?.concurrency === undefined) return null;
  const inputs = callInputs(called, call, scope);
  return {
    concurrency: called.concurrency,
    scope: { ...scope, contexts: { ...scope.contexts, inputs }, file: called.path },
  };
}

/** Starts the call of a job, or queues the job. False when it failed instead. */
export function letGo(draft: RunDraft, job: JobState): boolean {
  return draft.plan(job.key).call === undefined ? enqueueJob(draft, job) : startCall(draft, job);
}

/** Puts a job into the queue of its class. False when it failed instead. */
function enqueueJob(draft: RunDraft, job: JobState): boolean {
  const { agentClass } = job;
  if (agentClass === null) throw new Error(`The job ${job.id} has no agent class`);
  try {
    const spec = jobSpec(draft, job, jobScope(draft, job.key, job));
    const queued = draft.update(job.id, { status: 'queued', waitingFor: { kind: 'agent', agentClass } });
    draft.emit({
      type: 'enqueue',
      spec,
      agentClass,
      priority: 0,
      maxAttempts: job.environment === null ? attempts.normal : attempts.environment,
    });
    announceJob(draft, queued);
    return true;
  } catch (error) {
    finishJob(draft, job, { conclusion: 'failure', reason: reasonOf(error) });
    return false;
  }
}
