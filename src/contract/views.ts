import { z } from 'zod';
import { annotationSchema, stepStateSchema } from './job-message.ts';
import { inputDefinitionSchema } from './plan.ts';
import { conclusionSchema, statusSchema } from './status.ts';

/** `owner/name` as on GitHub; each part starts with a letter or digit and has no `..`. */
export const repositoryNameSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?!\.)){0,99}\/[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?!\.)){0,99}$/,
    'must be owner/name of letters, digits, - _ and .',
  )
  .refine((name) => !name.endsWith('.git') && !name.endsWith('.lock'), 'must not end in .git or .lock');

export const repositoryViewSchema = z.object({
  id: z.string(),
  fullName: z.string(),
  defaultBranch: z.string(),
  cloneUrl: z.string(),
  /** `builtin`, or the name of a connected forge. */
  forge: z.string(),
  createdAt: z.number().int(),
});
export type RepositoryView = z.infer<typeof repositoryViewSchema>;

/** A workflow file at a commit, as those see it who want to start it. */
export const workflowViewSchema = z.object({
  path: z.string(),
  /** `name:` of the file, or its path. */
  name: z.string(),
  /** What starts it: the keys of `on:`. Empty when they cannot be read. */
  events: z.array(z.string()),
  /** The inputs of `workflow_dispatch` by name; null: it cannot be started by hand. */
  inputs: z.record(z.string(), inputDefinitionSchema).nullable(),
  /** The first fault of a file that cannot be read; its line and column count from 1. */
  problem: z
    .object({ code: z.string(), message: z.string(), hint: z.string(), line: z.number(), column: z.number() })
    .nullable(),
});
export type WorkflowView = z.infer<typeof workflowViewSchema>;

export const workflowListSchema = z.object({
  /** The full ref whose newest commit was read. */
  ref: z.string(),
  sha: z.string(),
  /** Short names of all branches, then of all tags, each in the order of the alphabet. */
  refs: z.array(z.string()),
  workflows: z.array(workflowViewSchema),
});
export type WorkflowList = z.infer<typeof workflowListSchema>;

export const runSummarySchema = z.object({
  id: z.string(),
  number: z.number().int(),
  attempt: z.number().int(),
  repository: z.string(),
  workflow: z.object({ name: z.string(), path: z.string() }),
  title: z.string(),
  event: z.string(),
  ref: z.string(),
  /** Short name of branch or tag. */
  refName: z.string(),
  sha: z.string(),
  actor: z.string(),
  status: statusSchema,
  conclusion: conclusionSchema.nullable(),
  /** In words: why it does not go on. Null when nothing is missing. */
  waitingReason: z.string().nullable(),
  createdAt: z.number().int(),
  startedAt: z.number().int().nullable(),
  completedAt: z.number().int().nullable(),
});
export type RunSummary = z.infer<typeof runSummarySchema>;

export const attemptViewSchema = z.object({
  attempt: z.number().int(),
  runAttempt: z.number().int(),
  agent: z.string(),
  isolation: z.enum(['sandbox', 'none']),
  startedAt: z.number().int(),
  endedAt: z.number().int().nullable(),
  /** `lost`: its lease expired; `released`: given back before the first step. */
  outcome: z.enum(['running', 'success', 'failure', 'cancelled', 'timed_out', 'lost', 'released']),
  logLines: z.number().int(),
});
export type AttemptView = z.infer<typeof attemptViewSchema>;

export const jobViewSchema = z.object({
  id: z.string(),
  runId: z.string(),
  key: z.string(),
  name: z.string(),
  needs: z.array(z.string()),
  agentClass: z.string().nullable(),
  labels: z.array(z.string()),
  status: statusSchema,
  conclusion: conclusionSchema.nullable(),
  /** In words: why the job does not run yet. */
  waitingReason: z.string().nullable(),
  /** Why it ended so, when its log does not say. */
  reason: z.string().nullable(),
  attempt: z.number().int(),
  attempts: z.array(attemptViewSchema),
  steps: z.array(stepStateSchema),
  annotations: z.array(annotationSchema),
  summary: z.string(),
  outputs: z.record(z.string(), z.string()),
  environment: z.object({ name: z.string(), url: z.string().nullable() }).nullable(),
  createdAt: z.number().int(),
  startedAt: z.number().int().nullable(),
  completedAt: z.number().int().nullable(),
});
export type JobView = z.infer<typeof jobViewSchema>;

export const runViewSchema = runSummarySchema.extend({
  jobs: z.array(jobViewSchema),
  /** The commit of a fork that a person must approve before the run begins. Missing: nothing waits for that. */
  awaitsApprovalOf: z.string().exactOptional(),
  failure: z
    .object({
      code: z.string(),
      message: z.string(),
      file: z.string(),
      line: z.number().nullable(),
      column: z.number().nullable(),
    })
    .nullable(),
});
export type RunView = z.infer<typeof runViewSchema>;

export const agentViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  agentClass: z.string(),
  isolation: z.enum(['sandbox', 'none']),
  state: z.enum(['starting', 'idle', 'busy']),
  jobId: z.string().nullable(),
  runId: z.string().nullable(),
  startedAt: z.number().int(),
  lastSeenAt: z.number().int(),
});
export type AgentView = z.infer<typeof agentViewSchema>;

export const queueClassViewSchema = z.object({
  agentClass: z.string(),
  waiting: z.number().int(),
  running: z.number().int(),
  idleAgents: z.number().int(),
  maxAgents: z.number().int().nullable(),
  /** Age of the oldest waiting job in milliseconds; null when none waits. */
  oldestWaitingMilliseconds: z.number().int().nullable(),
});
export type QueueClassView = z.infer<typeof queueClassViewSchema>;

export const deadLetterSchema = z.object({
  jobId: z.string(),
  runId: z.string(),
  name: z.string(),
  reason: z.string(),
  at: z.number().int(),
});

export const artifactViewSchema = z.object({
  id: z.string(),
  runId: z.string(),
  name: z.string(),
  /** Bytes of the stored archive (tar.gz). */
  size: z.number().int(),
  sha256: z.string(),
  createdAt: z.number().int(),
  expiresAt: z.number().int(),
});
export type ArtifactView = z.infer<typeof artifactViewSchema>;

export const commitStatusSchema = z.object({
  repository: z.string(),
  sha: z.string(),
  /** `workflow / job (event)` */
  context: z.string(),
  state: z.enum(['pending', 'success', 'failure', 'error']),
  description: z.string(),
  /** Path of the job's page on this server. */
  target: z.string(),
  updatedAt: z.number().int(),
});
export type CommitStatus = z.infer<typeof commitStatusSchema>;

/** The disk under a folder of the server: `data`, or `shared` with logs, artifacts and caches. Bytes. */
export const diskViewSchema = z.object({
  folder: z.enum(['data', 'shared']),
  size: z.number().int(),
  available: z.number().int(),
  state: z.enum(['well', 'nearly full', 'full']),
});
export type DiskView = z.infer<typeof diskViewSchema>;

/** Body of every refused request. */
export const errorBodySchema = z.object({
  error: z.object({
    code: z.string(),
    title: z.string(),
    message: z.string(),
    hint: z.string(),
    at: z
      .object({ file: z.string(), line: z.number().exactOptional(), column: z.number().exactOptional() })
      .exactOptional(),
    details: z.record(z.string(), z.json()).exactOptional(),
  }),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;
