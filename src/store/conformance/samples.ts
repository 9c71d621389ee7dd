import type { JobResult, JobSpec, StepState } from '../../contract/job-message.ts';
import type { JobState, RunState } from '../../contract/run-state.ts';
import { jobIdOf } from '../../shared/ids.ts';
import type { AgentIdentity } from '../port/queue.ts';
import type { RepositoryRecord } from '../port/repositories.ts';
import type { RunCommit } from '../port/runs.ts';

/** A moment that all samples count from. */
export const noon = 1_800_000_000_000;

export const zeroSha = '0'.repeat(40);

/** A commit id made of one letter. */
export function sha(letter: string): string {
  return letter.repeat(40);
}

export function sampleRun(
  repository: RepositoryRecord,
  changes: Partial<RunState> = {},
): Omit<RunState, 'id' | 'number'> {
  const { id, fullName, defaultBranch } = repository;
  return {
    attempt: 1,
    repository: { id, fullName, defaultBranch },
    plan: { path: '.github/workflows/ci.yml', name: 'CI', on: { push: {} }, jobs: [] },
    title: 'Say hello',
    trigger: {
      event: 'push',
      ref: 'refs/heads/main',
      sha: sha('a'),
      actor: 'ada',
      headline: 'Say hello',
      payload: { forced: false },
      trust: 'repository',
    },
    inputs: { level: 3 },
    vars: { REGION: 'north' },
    status: 'queued',
    conclusion: null,
    waitingFor: null,
    concurrencyGroup: null,
    cancelRequested: null,
    jobs: [],
    failure: null,
    createdAt: noon,
    startedAt: null,
    completedAt: null,
    ...changes,
  };
}

export function sampleJob(runId: string, key: string, changes: Partial<JobState> = {}): JobState {
  return {
    id: jobIdOf(runId, key, ''),
    key,
    matrixKey: '',
    matrix: null,
    jobIndex: 0,
    jobTotal: 1,
    name: key,
    placeholder: false,
    agentClass: 'default',
    labels: ['ubuntu-latest'],
    status: 'queued',
    conclusion: null,
    result: null,
    waitingFor: null,
    attempt: 0,
    continueOnError: false,
    failFast: true,
    maxParallel: null,
    timeoutMinutes: 360,
    environment: null,
    concurrencyGroup: null,
    outputs: {},
    reason: null,
    createdAt: noon,
    startedAt: null,
    completedAt: null,
    ...changes,
  };
}

export function sampleSpec(repository: RepositoryRecord, runId: string, key: string): JobSpec {
  const { id, fullName, defaultBranch } = repository;
  return {
    runId,
    jobId: jobIdOf(runId, key, ''),
    runAttempt: 1,
    key,
    name: key,
    repository: { id, fullName, defaultBranch },
    workflow: { name: 'CI', path: '.github/workflows/ci.yml' },
    github: { ref: 'refs/heads/main' },
    inputs: {},
    vars: {},
    needs: {},
    matrix: null,
    strategy: { failFast: true, maxParallel: null, jobIndex: 0, jobTotal: 1 },
    env: [],
    defaults: {},
    permissions: { contents: 'read' },
    outputs: {},
    environment: null,
    timeoutMinutes: 360,
    labels: ['ubuntu-latest'],
    trust: 'repository',
    steps: [],
  };
}

export function sampleAgent(changes: Partial<AgentIdentity> = {}): AgentIdentity {
  return { agentId: 'agent-1', agentName: 'one', agentClass: 'default', isolation: 'sandbox', ...changes };
}

export function sampleResult(changes: Partial<JobResult> = {}): JobResult {
  return {
    conclusion: 'success',
    outputs: { answer: '42' },
    steps: [sampleStep()],
    annotations: [],
    summary: '# done',
    environmentUrl: null,
    ...changes,
  };
}

export function sampleStep(changes: Partial<StepState> = {}): StepState {
  return {
    index: 0,
    name: 'build',
    status: 'completed',
    conclusion: 'success',
    startedAt: noon,
    completedAt: noon + 1,
    ...changes,
  };
}

/** A step of a run that changes nothing but its version. */
export function emptyCommit(runId: string, expectedVersion: number, state: RunState): RunCommit {
  const lists = { consumed: [], enqueue: [], dequeue: [], cancel: [], groups: [], post: [], statuses: [] };
  return { runId, expectedVersion, state, ...lists };
}
