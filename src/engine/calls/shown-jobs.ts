import { callOf } from '../../contract/held-groups.ts';
import type { JobState, RunState } from '../../contract/run-state.ts';
import { plansOf } from './plan-of-call.ts';

/** A job as people see it. `needs`: keys of other shown jobs. */
export interface ShownJob {
  job: JobState;
  needs: string[];
}

/**
 * The jobs of a run as people see them: in the place of a job that called a workflow stand the jobs of that call. They
 * need what it needs, and what needs it needs all of them.
 */
export function shownJobs(run: RunState): ShownJob[] {
  const plans = plansOf(run);
  const callIds = new Map<string, string[]>();
  const members = new Map<string, Set<string>>();
  for (const { key, callId } of run.jobs) {
    if (callId !== undefined) callIds.set(key, [...(callIds.get(key) ?? []), callId]);
    const call = callOf(key);
    if (call !== null) members.set(call, (members.get(call) ?? new Set()).add(key));
  }
  const shownFor = (key: string): string[] =>
    callIds.get(key)?.flatMap((callId) => [...(members.get(callId) ?? [])].flatMap(shownFor)) ?? [key];
  const needsOf = (key: string): string[] => {
    const needs = plans.get(key)?.needs ?? [];
    if (needs.length > 0) return needs.flatMap(shownFor);
    const caller = run.jobs.find(({ id }) => id === run.calls?.[callOf(key) ?? '']?.jobId);
    return caller === undefined ? [] : needsOf(caller.key);
  };
  const found = new Map<string, string[]>();
  return run.jobs.filter(isShown).map((job) => {
    const needs = found.get(job.key) ?? needsOf(job.key);
    found.set(job.key, needs);
    return { job, needs };
  });
}

/** False for a job that has called a workflow: the jobs of the call speak for it, unless it failed by itself. */
export function isShown(job: JobState): boolean {
  return job.callId === undefined || job.reason !== null;
}
