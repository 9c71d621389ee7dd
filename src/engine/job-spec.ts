import type { JobSpec } from '../contract/job-message.ts';
import type { Permissions, RunDefaults } from '../contract/plan.ts';
import type { JobState } from '../contract/run-state.ts';
import { evaluateString, type Scope } from '../workflow/expressions/evaluate.ts';
import { githubContext } from './github-context.ts';
import { needsContext } from './job-context.ts';
import type { RunDraft } from './run-draft.ts';

/** What a token may do when the file says nothing: read the repository. */
const defaultPermissions: Permissions = { contents: 'read', packages: 'read' };

/** All an agent has to know about a job that is ready, without secrets. */
export function jobSpec(draft: RunDraft, job: JobState, scope: Scope): JobSpec {
  const { run } = draft;
  const plan = draft.plan(job.key);
  const url = plan.environment?.url;
  return {
    runId: run.id,
    jobId: job.id,
    runAttempt: run.attempt,
    key: job.key,
    name: job.name,
    repository: run.repository,
    workflow: { name: run.plan.name, path: run.plan.path },
    github: githubContext(run, job.key),
    inputs: run.inputs,
    vars: run.vars,
    needs: needsContext(draft, job.key),
    matrix: job.matrix,
    strategy: {
      failFast: job.failFast,
      maxParallel: job.maxParallel,
      jobIndex: job.jobIndex,
      jobTotal: job.jobTotal,
    },
    env: [run.plan.env, plan.env].filter((env) => env !== undefined),
    defaults: defaultsOf(draft, job.key, scope),
    permissions: permissionsOf(draft, job.key),
    outputs: plan.outputs,
    environment: job.environment === null ? null : { name: job.environment, ...(url !== undefined && { url }) },
    timeoutMinutes: job.timeoutMinutes,
    labels: job.labels,
    trust: run.trigger.trust,
    steps: plan.steps,
  };
}

/** The job's `defaults.run` over the workflow's. */
function defaultsOf(draft: RunDraft, key: string, scope: Scope): RunDefaults {
  const { shell, workingDirectory } = { ...draft.run.plan.defaults, ...draft.plan(key).defaults };
  return {
    ...(shell !== undefined && { shell: evaluateString(shell, scope) }),
    ...(workingDirectory !== undefined && { workingDirectory }),
  };
}

/** The job's permissions replace the workflow's; code of a fork may read at most. */
function permissionsOf(draft: RunDraft, key: string): Permissions {
  const permissions = draft.plan(key).permissions ?? draft.run.plan.permissions ?? defaultPermissions;
  if (draft.run.trigger.trust === 'repository') return permissions;
  return Object.fromEntries(
    Object.entries(permissions).map(([scope, level]) => [scope, level === 'write' ? 'read' : level]),
  );
}
