import type { JobPlan } from '../contract/plan.ts';
import type { JobState } from '../contract/run-state.ts';
import type { Template } from '../contract/template.ts';
import { RaibidError } from '../shared/errors.ts';
import { jobIdOf } from '../shared/ids.ts';
import {
  evaluateBoolean,
  evaluateCondition,
  evaluatePositiveNumber,
  evaluateTemplate,
  type Scope,
} from '../workflow/expressions/evaluate.ts';
import { expandMatrix, type MatrixEntry } from '../workflow/matrix.ts';
import { admitJobs } from './admit-job.ts';
import { evaluateName } from './evaluate-name.ts';
import { finishJob } from './finish-job.ts';
import { jobScope } from './job-context.ts';
import { jobName } from './job-name.ts';
import { engineLimits, refuseTooManyJobs } from './limits.ts';
import { plannedJob } from './new-run.ts';
import { reasonOf } from './reason.ts';
import type { RunDraft } from './run-draft.ts';

/** Decides everything about the jobs of a key whose needs have ended: `if`, matrix, names, classes, and lets them go. */
export function readyJobs(draft: RunDraft, key: string): void {
  const pending = draft.jobsOf(key).filter((job) => job.waitingFor?.kind === 'needs');
  const [first] = pending;
  if (first === undefined) return;
  if (first.matrix === null) expand(draft, key, first);
  const faults = new Map<string, string>();
  for (const job of draft.jobsOf(key)) {
    if (job.waitingFor?.kind === 'needs') prepare(draft, job, faults);
  }
  // Only now: a failure cancels its siblings, and those need their names first.
  for (const [jobId, reason] of faults) failJob(draft, jobId, reason);
  admitJobs(draft, key);
}

/** `if` and matrix of a job that is not expanded: afterwards it is skipped, failed, or stands there as its matrix's jobs. */
function expand(draft: RunDraft, key: string, job: JobState): void {
  const plan = draft.plan(key);
  const scope = jobScope(draft, key);
  try {
    if (!evaluateCondition(plan.if, scope)) {
      finishJob(draft, job, { conclusion: 'skipped', reason: skipReason(draft, plan) });
      return;
    }
    if (plan.strategy !== undefined) draft.replaceKey(key, expandJobs(draft, plan, job, scope));
  } catch (error) {
    finishJob(draft, job, { conclusion: 'failure', reason: reasonOf(error) });
  }
}

function skipReason(draft: RunDraft, plan: JobPlan): string {
  const { cancelRequested } = draft.run;
  if (cancelRequested !== null) return `The run was cancelled by ${cancelRequested.by}`;
  if (plan.if !== undefined) return `Its condition is false: ${plan.if.$expr}`;
  return 'A job it needs did not succeed';
}

function expandJobs(draft: RunDraft, plan: JobPlan, folded: JobState, scope: Scope): JobState[] {
  const { strategy } = plan;
  const entries: (MatrixEntry | null)[] =
    strategy?.matrix === undefined ? [null] : expandMatrix(evaluateTemplate(strategy.matrix, scope));
  refuseTooManyJobs(draft.run.jobs.length - 1 + entries.length);
  const failFast = strategy?.failFast === undefined ? true : evaluateBoolean(strategy.failFast, scope);
  const limit =
    strategy?.maxParallel === undefined ? null : Math.ceil(evaluatePositiveNumber(strategy.maxParallel, scope));
  const base = plannedJob(draft.run, plan, draft.env.now);
  const seen = new Map<string, number>();
  return entries.map((entry, jobIndex) => {
    const matrixKey = entry === null ? '' : unique(entry.key, seen);
    const id = jobIdOf(draft.run.id, plan.key, matrixKey);
    const attempt = folded.priorAttempts?.[id] ?? 0;
    const common = { jobIndex, jobTotal: entries.length, failFast, maxParallel: limit };
    // Jobs of a call that a rerun took away count on, too.
    const prior = plan.call !== undefined && folded.priorAttempts ? { priorAttempts: folded.priorAttempts } : {};
    return { ...base, ...common, ...prior, id, attempt, matrix: entry?.matrix ?? null, matrixKey };
  });
}

/** The same values twice make two jobs, which need two ids. */
function unique(key: string, seen: Map<string, number>): string {
  const count = (seen.get(key) ?? 0) + 1;
  seen.set(key, count);
  return count === 1 ? key : `${key}#${count}`;
}

function failJob(draft: RunDraft, jobId: string, reason: string): void {
  const job = draft.job(jobId);
  if (job !== undefined) finishJob(draft, job, { conclusion: 'failure', reason });
}

/** Everything that depends on the matrix. A fault here is noted: it fails this job only. */
function prepare(draft: RunDraft, job: JobState, faults: Map<string, string>): void {
  const plan = draft.plan(job.key);
  const scope = jobScope(draft, job.key, job);
  try {
    const labels = plan.call === undefined ? labelsOf(evaluateTemplate(plan.runsOn, scope)) : [];
    const agentClass = plan.call === undefined ? draft.env.classOf(labels) : null;
    draft.update(job.id, {
      placeholder: false,
      name: jobName(draft.run, plan, job.matrix, scope),
      labels,
      agentClass,
      continueOnError: flag(plan.continueOnError, scope),
      timeoutMinutes: timeoutOf(plan, scope),
      environment: plan.environment === undefined ? null : evaluateName(plan.environment.name, scope) || null,
      concurrencyGroup: null,
      waitingFor: { kind: 'max_parallel', limit: job.maxParallel ?? job.jobTotal },
    });
    if (agentClass === null && plan.call === undefined) faults.set(job.id, noClass(draft, labels));
    if (plan.environment !== undefined && draft.run.trigger.trust === 'fork') faults.set(job.id, forkEnvironment);
  } catch (error) {
    draft.update(job.id, { placeholder: false });
    faults.set(job.id, reasonOf(error));
  }
}

const forkEnvironment = 'Code of a fork gets no environment';

function timeoutOf({ timeoutMinutes }: JobPlan, scope: Scope): number {
  if (timeoutMinutes === undefined) return 360;
  return Math.min(evaluatePositiveNumber(timeoutMinutes, scope), engineLimits.timeoutMinutes);
}

function flag(template: Template | undefined, scope: Scope): boolean {
  return template === undefined ? false : evaluateBoolean(template, scope);
}

function noClass(draft: RunDraft, labels: string[]): string {
  return draft.env.describeNoClass?.(labels) ?? `No agent class has the labels ${labels.join(', ')}`;
}

/** A label, a list of labels, or `{ group, labels }`, where the group counts as one more label. */
function labelsOf(value: unknown): string[] {
  if (typeof value === 'string' && value !== '') return [value];
  if (Array.isArray(value) && value.length > 0) return value.flatMap(labelsOf);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const { group, labels } = value as { group?: unknown; labels?: unknown };
    return [...(group === undefined ? [] : labelsOf(group)), ...(labels === undefined ? [] : labelsOf(labels))];
  }
  throw new RaibidError('workflow_invalid', '`runs-on` names no label');
}
