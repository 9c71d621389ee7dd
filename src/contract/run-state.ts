import { z } from 'zod';
import { jobResultSchema, passedSecretsSchema } from './job-message.ts';
import { permissionsSchema, workflowPlanSchema } from './plan.ts';
import { conclusionSchema, resultSchema, statusSchema, waitingForSchema } from './status.ts';

const jsonObjectSchema = z.record(z.string(), z.json());

/** One job of a run as the engine knows it. A matrix that is not expanded yet stands as one job with `matrix: null`. */
export const jobStateSchema = z.object({
  id: z.string(),
  key: z.string(),
  /** Canonical JSON of the matrix values; empty without a matrix. */
  matrixKey: z.string(),
  matrix: jsonObjectSchema.nullable(),
  jobIndex: z.number().int(),
  jobTotal: z.number().int(),
  name: z.string(),
  /** True until a matrix is expanded (its `needs` may decide it). */
  placeholder: z.boolean(),
  agentClass: z.string().nullable(),
  labels: z.array(z.string()),
  status: statusSchema,
  conclusion: conclusionSchema.nullable(),
  /** What expressions see: differs from the conclusion under `continue-on-error`. */
  result: resultSchema.nullable(),
  waitingFor: waitingForSchema.nullable(),
  /** Number of the newest attempt; 0 before the first. */
  attempt: z.number().int(),
  /** Of a matrix that a rerun folded up: the attempts of its former jobs, by job id, so that old events stay old. */
  priorAttempts: z.record(z.string(), z.number().int()).exactOptional(),
  /** The attempt that went back to the queue last, since the job was queued: the store may still end the job in its name. */
  returnedAttempt: z.number().int().exactOptional(),
  continueOnError: z.boolean(),
  failFast: z.boolean(),
  maxParallel: z.number().int().nullable(),
  timeoutMinutes: z.number(),
  environment: z.string().nullable(),
  concurrencyGroup: z.string().nullable(),
  outputs: z.record(z.string(), z.string()),
  /** Of a job that calls a workflow, once it does: the call, in `calls` of the run. */
  callId: z.string().exactOptional(),
  /** Why it failed or was skipped, when no log says so (bad `if`, no agent class, dead letter). */
  reason: z.string().nullable(),
  createdAt: z.number().int(),
  startedAt: z.number().int().nullable(),
  completedAt: z.number().int().nullable(),
});
export type JobState = z.infer<typeof jobStateSchema>;

/** A workflow that a job of the run has called. Its jobs have keys such as `<call>/<key>`. */
export const callStateSchema = z.object({
  /** The job that called. */
  jobId: z.string(),
  /** Which file, in `called` of the plan. */
  workflow: z.string(),
  /** Name of the calling job, which the names of its jobs begin with. */
  name: z.string(),
  inputs: jsonObjectSchema,
  /** How its jobs come to their secrets, from the outermost call to this one. */
  secrets: z.array(passedSecretsSchema),
  /** What the tokens of its jobs may do at most. */
  permissions: permissionsSchema,
});
export type CallState = z.infer<typeof callStateSchema>;

/** What made a run. */
export const runTriggerSchema = z.object({
  event: z.enum(['push', 'pull_request', 'release', 'workflow_dispatch', 'schedule']),
  /** Full ref, such as `refs/heads/main`. */
  ref: z.string(),
  /** The commit that is checked out. */
  sha: z.string(),
  /** Who pushed or asked. */
  actor: z.string(),
  /** First line of the head commit's message; empty when unknown. */
  headline: z.string(),
  /** `github.event`, in GitHub's shape. */
  payload: jsonObjectSchema,
  trust: z.enum(['repository', 'fork']),
});
export type RunTrigger = z.infer<typeof runTriggerSchema>;

/** The whole state of a run: what `engine.advance` reads and returns, stored as one document with a version. */
export const runStateSchema = z.object({
  id: z.string(),
  /** Counts the runs of one workflow in one repository: `github.run_number`. */
  number: z.number().int(),
  /** 1, then one more a rerun. */
  attempt: z.number().int(),
  repository: z.object({ id: z.string(), fullName: z.string(), defaultBranch: z.string() }),
  plan: workflowPlanSchema,
  /** Shown to people: `run-name`, or the head commit's first line. */
  title: z.string(),
  trigger: runTriggerSchema,
  /** Who asked for the newest rerun: `github.triggering_actor`. Absent: the actor of the trigger. */
  triggeredBy: z.string().exactOptional(),
  inputs: jsonObjectSchema,
  vars: z.record(z.string(), z.string()),
  status: statusSchema,
  conclusion: conclusionSchema.nullable(),
  waitingFor: waitingForSchema.nullable(),
  concurrencyGroup: z.string().nullable(),
  cancelRequested: z.object({ by: z.string(), at: z.number().int() }).nullable(),
  jobs: z.array(jobStateSchema),
  calls: z.record(z.string(), callStateSchema).exactOptional(),
  /** Why the run failed as a whole (a workflow that cannot be planned), with its place in the file. */
  failure: z
    .object({
      code: z.string(),
      message: z.string(),
      file: z.string(),
      line: z.number().nullable(),
      column: z.number().nullable(),
    })
    .nullable(),
  createdAt: z.number().int(),
  startedAt: z.number().int().nullable(),
  completedAt: z.number().int().nullable(),
});
export type RunState = z.infer<typeof runStateSchema>;

/** Everything that can happen to a run. Events wait in the run's inbox until an advancer folds them in. */
export const runEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start') }),
  z.object({ type: z.literal('job_started'), jobId: z.string(), attempt: z.number().int(), at: z.number().int() }),
  z.object({
    type: z.literal('job_completed'),
    jobId: z.string(),
    attempt: z.number().int(),
    at: z.number().int(),
    result: jobResultSchema.pick({ conclusion: true, outputs: true }),
    /** Set when the store, not an agent, ended the job (dead letter). */
    reason: z.string().nullable(),
  }),
  z.object({ type: z.literal('job_requeued'), jobId: z.string(), attempt: z.number().int(), reason: z.string() }),
  z.object({ type: z.literal('cancel'), by: z.string() }),
  z.object({ type: z.literal('rerun'), only: z.enum(['all', 'failed']), by: z.string() }),
  z.object({ type: z.literal('retry_job'), jobId: z.string(), by: z.string() }),
  /** The concurrency group asked for is ours now. `jobId` null: the run's own group. */
  z.object({ type: z.literal('group_acquired'), group: z.string(), jobId: z.string().nullable() }),
  /** Another run took our place in the group: cancelled while pending, or `cancel-in-progress`. */
  z.object({ type: z.literal('group_superseded'), group: z.string(), jobId: z.string().nullable(), by: z.string() }),
  z.object({ type: z.literal('approved'), by: z.string() }),
]);
export type RunEvent = z.infer<typeof runEventSchema>;
