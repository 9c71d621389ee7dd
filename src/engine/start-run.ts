import type { RunState } from '../contract/run-state.ts';
import { RaibidError } from '../shared/errors.ts';
import { evaluateBoolean, evaluateString, type Scope } from '../workflow/expressions/evaluate.ts';
import { announceFailedRun, announceJob } from './commit-status.ts';
import { evaluateName } from './evaluate-name.ts';
import { githubContext } from './github-context.ts';
import { engineLimits } from './limits.ts';
import { plannedJob } from './new-run.ts';
import type { RunDraft } from './run-draft.ts';
import { waitsAsWhole } from './settle.ts';
import { beginKeys } from './wake.ts';

/** The `start` event: title, jobs, and what the run as a whole has to wait for. */
export function startRun(draft: RunDraft): void {
  const { run } = draft;
  if (run.status === 'completed' && run.failure !== null && run.jobs.length === 0) {
    announceFailedRun(draft);
    draft.emit({ type: 'run_completed' });
    return;
  }
  if (run.status !== 'queued' || run.jobs.length > 0) return;
  const title = evaluateOrFail(draft, () => titleOf(draft));
  if (title === null) return;
  run.title = title;
  draft.setJobs(run.plan.jobs.map((plan) => plannedJob(run, plan, draft.env.now)));
  letIn(draft);
}

/** Code of a fork waits for approval until one of its jobs has run; everything else goes on at once. */
export function letIn(draft: RunDraft): void {
  const { run } = draft;
  const approved = run.jobs.some((job) => job.attempt > 0);
  if (run.trigger.trust === 'repository' || approved) {
    enterRun(draft);
    return;
  }
  waitFor(run, { kind: 'approval', sha: run.trigger.sha });
  for (const job of run.jobs) announceJob(draft, job);
}

function titleOf(draft: RunDraft): string {
  const { run } = draft;
  const { runName, name } = run.plan;
  const title = runName === undefined ? '' : evaluateString(runName, workflowScope(draft)).trim();
  return (title || run.trigger.headline || name).slice(0, engineLimits.title);
}

function waitFor(run: RunState, waitingFor: NonNullable<RunState['waitingFor']>): void {
  run.status = 'waiting';
  run.waitingFor = waitingFor;
}

/** Starts the jobs, through the run's concurrency group when it has one. */
function enterRun(draft: RunDraft): void {
  const { run } = draft;
  const { concurrency } = run.plan;
  if (concurrency === undefined) {
    beginJobs(draft);
    return;
  }
  const scope = workflowScope(draft);
  const wanted = evaluateOrFail(draft, () => ({
    group: evaluateName(concurrency.group, scope),
    cancelInProgress: evaluateBoolean(concurrency.cancelInProgress, scope),
  }));
  if (wanted === null) return;
  if (wanted.group === '') {
    beginJobs(draft);
    return;
  }
  run.concurrencyGroup = wanted.group;
  waitFor(run, { kind: 'concurrency', group: wanted.group });
  draft.emit({ type: 'acquire_group', ...wanted, jobId: null });
}

/** The jobs that need nothing start, the others announce what they wait for. */
export function beginJobs(draft: RunDraft): void {
  const { run } = draft;
  run.status = 'queued';
  run.waitingFor = null;
  beginKeys(draft, new Set(run.jobs.map((job) => job.key)));
}

/** `run-name` and `concurrency` see no jobs yet. */
function workflowScope(draft: RunDraft): Scope {
  const { run } = draft;
  return {
    contexts: { github: githubContext(draft, null), inputs: run.inputs, vars: run.vars },
    file: run.plan.path,
  };
}

/** Evaluates something of the workflow as a whole; a fault there ends the run, with its place. */
function evaluateOrFail<T>(draft: RunDraft, evaluate: () => T): T | null {
  try {
    return evaluate();
  } catch (error) {
    if (!(error instanceof RaibidError)) throw error;
    const { run } = draft;
    run.failure = {
      code: error.code,
      message: error.message,
      file: run.plan.path,
      line: error.at?.line ?? null,
      column: error.at?.column ?? null,
    };
    draft.setJobs([]);
    announceFailedRun(draft);
    return null;
  }
}

/** The `approved` event: a person has looked at the code of a fork. */
export function approveRun(draft: RunDraft): void {
  if (draft.run.waitingFor?.kind === 'approval' && waitsAsWhole(draft.run)) enterRun(draft);
}
