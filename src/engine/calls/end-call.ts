import type { JobState } from '../../contract/run-state.ts';
import { evaluateString } from '../../workflow/expressions/evaluate.ts';
import { finishJob } from '../finish-job.ts';
import { githubContext } from '../github-context.ts';
import { needResult } from '../job-context.ts';
import { reasonOf } from '../reason.ts';
import type { RunDraft } from '../run-draft.ts';
import { fileOf, keyInFile } from './plan-of-call.ts';

/** Ends the job that made a call, when the last job of the call has ended. */
export function endCall(draft: RunDraft, callId: string): void {
  const caller = draft.job(draft.run.calls?.[callId]?.jobId ?? '');
  if (caller?.callId !== callId || caller.status === 'completed') return;
  const jobs = draft.jobsOfCall(callId);
  if (jobs.some((job) => job.status !== 'completed')) return;
  try {
    const outputs = outputsOf(draft, callId, jobs);
    finishJob(draft, caller, { conclusion: needResult(jobs).result, reason: null, outputs });
  } catch (error) {
    finishJob(draft, caller, { conclusion: 'failure', reason: reasonOf(error) });
  }
}

/** `on.workflow_call.outputs`, which see the jobs of the call. */
function outputsOf(draft: RunDraft, callId: string, jobs: JobState[]): Record<string, string> {
  const { run } = draft;
  const keys = [...new Set(jobs.map((job) => job.key))];
  const file = fileOf(run, callId);
  const scope = {
    contexts: {
      github: githubContext(draft, null),
      inputs: run.calls?.[callId]?.inputs ?? {},
      vars: run.vars,
      jobs: Object.fromEntries(keys.map((key) => [keyInFile(key), needResult(draft.jobsOf(key))])),
    },
    file: file.path,
  };
  const outputs = Object.entries(file.on.workflow_call?.outputs ?? {});
  return Object.fromEntries(outputs.map(([name, value]) => [name, evaluateString(value, scope)]));
}
