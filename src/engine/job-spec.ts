import type { JobSpec } from '../contract/job-message.ts';
import type { Permissions, RunDefaults } from '../contract/plan.ts';
import type { JobState } from '../contract/run-state.ts';
import { evaluateString, type Scope } from '../workflow/expressions/evaluate.ts';
import { keyInFile } from './calls/plan-of-call.ts';
import { githubContext } from './github-context.ts';
import { needsContext } from './job-context.ts';
import type { RunDraft } from './run-draft.ts';

/** What a token may do when the file says nothing: read the repository. */
const defaultPermissions: Permissions = { contents: 'read', packages: 'read' };

/** All an agent has to know about a job that is ready, without secrets. */
export function jobSpec(draft: RunDraft, job: JobState, scope: Scope): JobSpec {
  const { run } = draft;
  const plan = draft.plan(job.key);
  const file = draft.file(job.key);
  const call = draft.call(job.key);
  const key = keyInFile(job.key);
  const url = plan.environment?.url;
  return {
    runId: run.id,
    jobId: job.id,
    runAttempt: run.attempt,
    key,
    name: job.name,
    repository: run.repository,
    workflow: { name: run.plan.name, path: file.path },
    github: githubContext(draft, key),
    inputs: call?.inputs ?? run.inputs,
    vars: run.vars,
    needs: needsContext(draft, job.key),
    matrix: job.matrix,
    strategy: {
      failFast: job.failFast,
      maxParallel: job.maxParallel,
      jobIndex: job.jobIndex,
      jobTotal: job.jobTotal,
    },
    env: [file.env, plan.env].filter((env) => env !== undefined),
    defaults: defaultsOf(draft, job.key, scope),
    permissions: permissionsOf(draft, job.key),
    outputs: plan.outputs,
    environment: job.environment === null ? null : { name: job.environment, ...(url !== undefined && { url }) },
    timeoutMinutes: job.timeoutMinutes,
    labels: job.labels,
    ...(call !== undefined && call.secrets.length > 0 && { passedSecrets: call.secrets }),
    trust: run.trigger.trust,
    ...(plan.container !== undefined && { container: plan.container }),
    ...(plan.services !== undefined && { services: plan.services }),
    steps: plan.steps,
  };
}

/** The job's `defaults.run` over those of its file. */
function defaultsOf(draft: RunDraft, key: string, scope: Scope): RunDefaults {
  const { shell, workingDirectory } = { ...draft.file(key).defaults, ...draft.plan(key).defaults };
  return {
    ...(shell !== undefined && { shell: evaluateString(shell, scope) }),
    ...(workingDirectory !== undefined && { workingDirectory }),
  };
}

/** The job's permissions replace those of its file; a call gives at most its own; code of a fork may read at most. */
export function permissionsOf(draft: RunDraft, key: string): Permissions {
  const most = draft.call(key)?.permissions;
  const wanted = draft.plan(key).permissions ?? draft.file(key).permissions ?? most ?? defaultPermissions;
  const permissions = most === undefined ? wanted : lesser(wanted, most);
  if (draft.run.trigger.trust === 'repository') return permissions;
  return Object.fromEntries(
    Object.entries(permissions).map(([scope, level]) => [scope, level === 'write' ? 'read' : level]),
  );
}

const levels: Permissions[string][] = ['none', 'read', 'write'];

function lesser(wanted: Permissions, most: Permissions): Permissions {
  return Object.fromEntries(
    Object.entries(wanted).map(([scope, level]) => {
      const limit = most[scope] ?? 'none';
      return [scope, levels.indexOf(level) < levels.indexOf(limit) ? level : limit];
    }),
  );
}
