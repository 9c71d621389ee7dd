import type { JsonObject } from '../../shared/json.ts';
import type { Scope } from '../../workflow/expressions/evaluate.ts';
import type { StepScope } from '../steps/step-run.ts';
import type { JobRuntime } from './job-runtime.ts';

/** What the expressions of a step see. `env` and `github` are those of the step. */
export function stepContexts(
  runtime: JobRuntime,
  scope: StepScope,
  github: JsonObject,
  env: Record<string, string>,
): Scope {
  const { job } = runtime;
  return {
    contexts: {
      github,
      env,
      vars: job.vars,
      job: jobContext(runtime),
      steps: scope.records,
      runner: runnerContext(runtime),
      secrets: secretsOf(runtime),
      strategy: {
        'fail-fast': job.strategy.failFast,
        'job-index': job.strategy.jobIndex,
        'job-total': job.strategy.jobTotal,
        'max-parallel': job.strategy.maxParallel ?? job.strategy.jobTotal,
      },
      matrix: job.matrix,
      needs: job.needs,
      inputs: scope.inputs,
    },
    status: scope.status(),
    file: scope.file,
  };
}

function jobContext({ status, containers }: JobRuntime): JsonObject {
  if (containers === null) return { status };
  const { container, services } = containers;
  return {
    status,
    ...(container !== null && { container: { id: container.id, network: container.network } }),
    services,
  };
}

export function runnerContext(runtime: JobRuntime): JsonObject {
  const { executor, facts } = runtime;
  return {
    name: facts.name,
    os: executor.os,
    arch: executor.arch,
    temp: executor.layout.temp,
    tool_cache: executor.layout.toolCache,
    workspace: parentOf(executor.layout.workspace),
    environment: 'self-hosted',
    ...(runtime.debug && { debug: '1' }),
  };
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 1));
}

/** `secrets.GITHUB_TOKEN` is always there. */
function secretsOf(runtime: JobRuntime): Record<string, string> {
  const { GITHUB_TOKEN = runtime.job.jobToken, ...secrets } = runtime.job.secrets;
  return { ...secrets, GITHUB_TOKEN };
}

/** The `github` context of the job: the server's part and what only the agent knows. */
export function jobGithubContext(
  job: JobRuntime['job'],
  layout: JobRuntime['executor']['layout'],
  eventPath: string,
): JsonObject {
  return {
    server_url: job.serverUrl,
    api_url: `${job.serverUrl}/api/v1`,
    ...job.github,
    token: job.jobToken,
    job: job.key,
    workspace: layout.workspace,
    event_path: eventPath,
  };
}
