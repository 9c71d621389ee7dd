import type { JsonObject } from '../../shared/json.ts';
import { defaultPath } from '../executor/host.ts';
import { runnerContext } from './contexts.ts';
import type { JobRuntime } from './job-runtime.ts';

/** Members of the `github` context that every process gets as GITHUB_...; GitHub's list. */
const githubVariables = [
  'action',
  'action_path',
  'action_ref',
  'action_repository',
  'actor',
  'actor_id',
  'api_url',
  'base_ref',
  'env',
  'event_name',
  'event_path',
  'graphql_url',
  'head_ref',
  'job',
  'output',
  'path',
  'ref',
  'ref_name',
  'ref_protected',
  'ref_type',
  'repository',
  'repository_id',
  'repository_owner',
  'repository_owner_id',
  'retention_days',
  'run_attempt',
  'run_id',
  'run_number',
  'server_url',
  'sha',
  'state',
  'step_summary',
  'triggering_actor',
  'workflow',
  'workflow_ref',
  'workflow_sha',
  'workspace',
] as const;

const runnerVariables = ['name', 'os', 'arch', 'temp', 'tool_cache', 'workspace', 'environment', 'debug'] as const;

/** A member of a context with the variable that it becomes. */
type Exported = readonly [member: string, variable: string];

const fromGithub = githubVariables.map((name): Exported => [name, `GITHUB_${name.toUpperCase()}`]);
const fromRunner = runnerVariables.map((name): Exported => [name, `RUNNER_${name.toUpperCase()}`]);

const reserved = new Set([...[...fromGithub, ...fromRunner].map(([, variable]) => variable), 'GITHUB_ACTIONS']);

/** True for the default variables that no `env` and no GITHUB_ENV can replace. */
export function isReservedVariable(name: string): boolean {
  return reserved.has(name);
}

/** What a job says of the environment of a step's process: `env` (of step, job and workflow), then the default variables. */
export function declaredEnv(
  runtime: JobRuntime,
  github: JsonObject,
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    ...runtime.hiddenEnv,
    ...env,
    ...variables(github, fromGithub),
    ...variables(runnerContext(runtime), fromRunner),
    GITHUB_ACTIONS: 'true',
  };
}

/**
 * The whole environment of one process of a step. In order: what the machine gives, `env` of the step (with job and
 * workflow), then the default variables, which always win.
 */
export function processEnv(
  runtime: JobRuntime,
  github: JsonObject,
  env: Record<string, string>,
): Record<string, string> {
  const { facts, executor } = runtime;
  const merged: Record<string, string> = {
    CI: 'true',
    ...facts.baseEnv,
    HOME: executor.layout.home,
    ...declaredEnv(runtime, github, env),
  };
  return { ...merged, PATH: searchPath(runtime, merged.PATH) };
}

/** PATH of `processEnv`, for those who need nothing else of it. */
export function stepPath(runtime: JobRuntime, env: Record<string, string>): string {
  return searchPath(runtime, env.PATH ?? runtime.hiddenEnv.PATH ?? runtime.facts.baseEnv.PATH);
}

/** The job's PATH: folders of GITHUB_PATH, newest first, then the machine's. */
export function searchPath(runtime: JobRuntime, base?: string): string {
  const rest = base ?? runtime.env.PATH ?? runtime.facts.baseEnv.PATH ?? defaultPath;
  return [...runtime.prependPath.toReversed(), rest].join(':');
}

function variables(context: JsonObject, exported: readonly Exported[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [member, variable] of exported) {
    const value = context[member];
    if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') {
      found[variable] = String(value);
    }
  }
  return found;
}
