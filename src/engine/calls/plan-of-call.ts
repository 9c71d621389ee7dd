import type { JobPlan, PlannedFile } from '../../contract/plan.ts';
import type { RunState } from '../../contract/run-state.ts';

/** The file whose jobs a call runs; without a call the run's own. */
export function fileOf(run: RunState, callId: string | null): PlannedFile {
  if (callId === null) return run.plan;
  const file = run.plan.called?.[run.calls?.[callId]?.workflow ?? ''];
  if (file === undefined) throw new Error(`The run has no call ${callId}`);
  return file;
}

/** The plans of all jobs, also of those in calls, by their keys in the run. */
export function plansOf(run: RunState): Map<string, JobPlan> {
  const plans = new Map(run.plan.jobs.map((job) => [job.key, job]));
  for (const callId of Object.keys(run.calls ?? {})) {
    for (const job of fileOf(run, callId).jobs) {
      const key = keyInCall(callId, job.key);
      plans.set(key, { ...job, key, needs: job.needs.map((need) => keyInCall(callId, need)) });
    }
  }
  return plans;
}

/** The key in the run of a job that a call runs. */
export function keyInCall(callId: string, key: string): string {
  return `${callId}/${key}`;
}

/** The key below `jobs:` of the file that a job stands in. */
export function keyInFile(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}
