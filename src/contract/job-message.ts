import { z } from 'zod';
import { permissionsSchema, runDefaultsSchema, stepPlanSchema } from './plan.ts';
import { resultSchema } from './status.ts';
import { templateMapSchema, templateSchema } from './template.ts';

const jsonObjectSchema = z.record(z.string(), z.json());

/** The secrets that a call hands on: their names there, and expressions that see these contexts and `secrets`. */
export const passedSecretsSchema = z.object({
  values: z.record(z.string(), templateSchema),
  contexts: jsonObjectSchema,
  /** Path of the file the expressions come from. */
  file: z.string(),
});
export type PassedSecrets = z.infer<typeof passedSecretsSchema>;

/**
 * What a job is, fixed when it is queued: everything about it that needs no secret. Kept beside the queue entry; the
 * server adds the secrets and tokens when an agent claims it.
 */
export const jobSpecSchema = z.object({
  runId: z.string(),
  jobId: z.string(),
  /** Which try of the whole run this belongs to (1, then one more a rerun): `github.run_attempt`. */
  runAttempt: z.number().int(),
  /** Key under `jobs:`. */
  key: z.string(),
  /** As shown to people, with matrix values. */
  name: z.string(),
  repository: z.object({
    id: z.string(),
    /** `owner/name` */
    fullName: z.string(),
    defaultBranch: z.string(),
  }),
  /** `path`: the file the job stands in, also when that was called. */
  workflow: z.object({ name: z.string(), path: z.string() }),
  /** The `github` context without `token` and what only the agent knows (`workspace`, `action`...). */
  github: jsonObjectSchema,
  inputs: jsonObjectSchema,
  vars: z.record(z.string(), z.string()),
  needs: z.record(z.string(), z.object({ result: resultSchema, outputs: z.record(z.string(), z.string()) })),
  matrix: jsonObjectSchema.nullable(),
  strategy: z.object({
    failFast: z.boolean(),
    maxParallel: z.number().int().nullable(),
    jobIndex: z.number().int(),
    jobTotal: z.number().int(),
  }),
  /** `env` of the workflow, then of the job; later ones win. */
  env: z.array(templateMapSchema),
  defaults: runDefaultsSchema,
  permissions: permissionsSchema,
  outputs: z.record(z.string(), templateSchema),
  environment: z.object({ name: z.string(), url: templateSchema.exactOptional() }).nullable(),
  timeoutMinutes: z.number().positive(),
  labels: z.array(z.string()),
  /** Of a job in a called workflow: what each call on the way hands on. Absent or empty: all secrets. */
  passedSecrets: z.array(passedSecretsSchema).exactOptional(),
  /** No sandbox is chosen for code from a fork other than the strongest: it is never run without one. */
  trust: z.enum(['repository', 'fork']),
  /** As in the plan: the agent evaluates them, since secrets may stand in them. */
  container: templateSchema.exactOptional(),
  services: z.record(z.string(), templateSchema).exactOptional(),
  steps: z.array(stepPlanSchema),
});
export type JobSpec = z.infer<typeof jobSpecSchema>;

/** What the agent gets with a claim. Held in memory only. */
export const jobMessageSchema = jobSpecSchema.extend({
  attempt: z.number().int(),
  /** Decrypted for this claim; never stored with the job. */
  secrets: z.record(z.string(), z.string()),
  /** `GITHUB_TOKEN` of the job: git, artifacts, caches of this repository; ends with the lease. */
  jobToken: z.string(),
  /** Base address of the server as this job can reach it, without a slash at the end. */
  serverUrl: z.string(),
});
export type JobMessage = z.infer<typeof jobMessageSchema>;

/** A step as the page shows it. */
export const stepStateSchema = z.object({
  /** Index in the list that the log lines' `s` refers to. */
  index: z.number().int(),
  name: z.string(),
  status: z.enum(['queued', 'in_progress', 'completed']),
  conclusion: resultSchema.nullable(),
  startedAt: z.number().int().nullable(),
  completedAt: z.number().int().nullable(),
});
export type StepState = z.infer<typeof stepStateSchema>;

/** `::error file=...::text` and its kin. */
export const annotationSchema = z.object({
  level: z.enum(['notice', 'warning', 'error']),
  message: z.string(),
  title: z.string().exactOptional(),
  file: z.string().exactOptional(),
  line: z.number().int().exactOptional(),
  endLine: z.number().int().exactOptional(),
  column: z.number().int().exactOptional(),
  endColumn: z.number().int().exactOptional(),
  step: z.number().int(),
});
export type Annotation = z.infer<typeof annotationSchema>;

/** What an agent reports when a job is over. */
export const jobResultSchema = z.object({
  conclusion: z.enum(['success', 'failure', 'cancelled', 'timed_out']),
  outputs: z.record(z.string(), z.string()),
  steps: z.array(stepStateSchema),
  annotations: z.array(annotationSchema).max(1000),
  /** Markdown of all `GITHUB_STEP_SUMMARY` files, at most 1 MiB. */
  summary: z.string(),
  environmentUrl: z.string().nullable(),
});
export type JobResult = z.infer<typeof jobResultSchema>;
