import type { PassedSecrets } from '../../contract/job-message.ts';
import type { CallPlan, PlannedFile } from '../../contract/plan.ts';
import type { JobState } from '../../contract/run-state.ts';
import type { JsonObject } from '../../shared/json.ts';
import { evaluateTemplate, type Scope } from '../../workflow/expressions/evaluate.ts';
import { resolveCallInputs } from '../../workflow/inputs.ts';
import { finishJob } from '../finish-job.ts';
import { jobScope } from '../job-context.ts';
import { permissionsOf } from '../job-spec.ts';
import { refuseTooManyJobs } from '../limits.ts';
import { plannedJob } from '../new-run.ts';
import { reasonOf } from '../reason.ts';
import type { RunDraft } from '../run-draft.ts';
import { keyInCall } from './plan-of-call.ts';

/**
 * Calls the workflow of a job: its jobs become jobs of the run, and the job itself is in progress until they have all
 * ended. `settle` lets them go. False when the job failed instead.
 */
export function startCall(draft: RunDraft, job: JobState): boolean {
  const { call } = draft.plan(job.key);
  if (call === undefined) throw new Error(`The job ${job.id} calls no workflow`);
  try {
    const file = calledFile(draft, call);
    const scope = jobScope(draft, job.key, job);
    const inputs = callInputs(file, call, scope);
    refuseTooManyJobs(draft.run.jobs.length + file.jobs.length);
    const callId = job.matrix === null ? job.key : `${job.key}[${job.jobIndex}]`;
    const running = draft.update(job.id, { status: 'in_progress', waitingFor: null, startedAt: draft.env.now, callId });
    const secrets = [...(draft.call(job.key)?.secrets ?? []), ...passedSecrets(call, scope)];
    const permissions = permissionsOf(draft, job.key);
    draft.addCall(callId, { jobId: job.id, workflow: call.workflow, name: running.name, inputs, secrets, permissions });
    draft.insertBehind(job.id, jobsOf(draft, callId, file, running));
    return true;
  } catch (error) {
    finishJob(draft, job, { conclusion: 'failure', reason: reasonOf(error) });
    return false;
  }
}

function jobsOf(draft: RunDraft, callId: string, file: PlannedFile, { priorAttempts }: JobState): JobState[] {
  return file.jobs.map(({ key }) => {
    const planned = plannedJob(draft.run, draft.plan(keyInCall(callId, key)), draft.env.now);
    if (priorAttempts === undefined) return planned;
    return { ...planned, attempt: priorAttempts[planned.id] ?? 0, priorAttempts };
  });
}

/** The file that a call names. */
export function calledFile(draft: RunDraft, call: CallPlan): PlannedFile {
  const file = draft.run.plan.called?.[call.workflow];
  if (file === undefined) throw new Error(`The plan has no workflow ${call.workflow}`);
  return file;
}

/** The `inputs` of a call: what the job gives, and the defaults, which see `github` and `vars` only. */
export function callInputs(file: PlannedFile, call: CallPlan, scope: Scope): JsonObject {
  const { github = null, vars = null } = scope.contexts;
  return resolveCallInputs(file.on.workflow_call?.inputs ?? {}, call.with, {
    given: (value) => evaluateTemplate(value, scope),
    preset: (value) => evaluateTemplate(value, { contexts: { github, vars }, file: file.path }),
  });
}

/** With `inherit` a call hands on all there is: nothing has to be noted. */
function passedSecrets(call: CallPlan, scope: Scope): PassedSecrets[] {
  if (call.secrets === 'inherit') return [];
  // The others are with the job anyway, or not to be seen there.
  const seen = ['inputs', 'needs', 'matrix', 'strategy'];
  const contexts = Object.fromEntries(Object.entries(scope.contexts).filter(([name]) => seen.includes(name)));
  return [{ values: call.secrets, contexts, file: scope.file ?? '' }];
}
