import type { JobState } from '../contract/run-state.ts';
import type { Result } from '../contract/status.ts';
import type { JsonObject } from '../shared/json.ts';
import type { Scope, StatusFacts } from '../workflow/expressions/scope.ts';
import { keyInFile } from './calls/plan-of-call.ts';
import { githubContext } from './github-context.ts';
import type { RunDraft } from './run-draft.ts';

/** What a need says to the jobs after it. */
export type NeedResult = {
  result: Result;
  outputs: Record<string, string>;
};

/**
 * The result of all jobs of a key as one: failure before cancelled before success; skipped when all were. Outputs of a
 * matrix are put together, a later job's non-empty value wins.
 */
export function needResult(jobs: JobState[]): NeedResult {
  const results = new Set(jobs.map((job) => job.result));
  const result = (['failure', 'cancelled', 'success'] as const).find((one) => results.has(one)) ?? 'skipped';
  const outputs: Record<string, string> = {};
  const byEnd = [...jobs].sort((a, b) => (a.completedAt ?? 0) - (b.completedAt ?? 0));
  for (const job of byEnd) {
    for (const [name, value] of Object.entries(job.outputs)) {
      if (value !== '' || outputs[name] === undefined) outputs[name] = value;
    }
  }
  return { result, outputs };
}

/** The `needs` context of a job: its direct needs. */
export function needsContext(draft: RunDraft, key: string): Record<string, NeedResult> {
  return Object.fromEntries(draft.plan(key).needs.map((need) => [keyInFile(need), needResult(draft.jobsOf(need))]));
}

/**
 * What `success()` and its kin say at job level. They look at all jobs before this one, also indirect ones: after a
 * skipped or failed job everything behind it is skipped, until an `if` with a status function breaks the chain.
 */
function statusFacts(draft: RunDraft, key: string): StatusFacts {
  const cancelled = draft.run.cancelRequested !== null;
  const seen = new Set<string>();
  const open = [...draft.plan(key).needs];
  const facts: StatusFacts = { success: !cancelled, failure: false, cancelled };
  for (let need = open.pop(); need !== undefined; need = open.pop()) {
    if (seen.has(need)) continue;
    seen.add(need);
    const { result } = needResult(draft.jobsOf(need));
    if (result !== 'success') facts.success = false;
    if (result === 'failure') facts.failure = !cancelled;
    open.push(...draft.plan(need).needs);
  }
  return facts;
}

/** The `strategy` context. */
function strategyContext(job: Pick<JobState, 'failFast' | 'maxParallel' | 'jobIndex' | 'jobTotal'>): JsonObject {
  return {
    'fail-fast': job.failFast,
    'job-index': job.jobIndex,
    'job-total': job.jobTotal,
    'max-parallel': job.maxParallel ?? job.jobTotal,
  };
}

/** Everything an expression at job level can see. */
export function jobScope(draft: RunDraft, key: string, job?: JobState): Scope {
  const { run } = draft;
  return {
    contexts: {
      github: githubContext(draft, keyInFile(key)),
      inputs: draft.call(key)?.inputs ?? run.inputs,
      vars: run.vars,
      needs: needsContext(draft, key),
      ...(job !== undefined && { matrix: job.matrix, strategy: strategyContext(job) }),
    },
    status: statusFacts(draft, key),
    file: draft.file(key).path,
  };
}
