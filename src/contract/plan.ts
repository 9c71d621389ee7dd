import { z } from 'zod';
import { expressionSchema, templateMapSchema, templateSchema } from './template.ts';

/** Line and column (from 1) in the workflow file. */
export const positionSchema = z.tuple([z.number().int(), z.number().int()]);
export type Position = z.infer<typeof positionSchema>;

export const permissionLevelSchema = z.enum(['none', 'read', 'write']);
/** `contents: write` and so on; a scope that is not named is `none`. */
export const permissionsSchema = z.record(z.string(), permissionLevelSchema);
export type Permissions = z.infer<typeof permissionsSchema>;

export const runDefaultsSchema = z.object({
  shell: z.string().exactOptional(),
  workingDirectory: templateSchema.exactOptional(),
});
export type RunDefaults = z.infer<typeof runDefaultsSchema>;

/** The same in the file, where a job's shell may depend on its matrix; evaluated when the job is queued. */
export const jobDefaultsSchema = z.object({
  shell: templateSchema.exactOptional(),
  workingDirectory: templateSchema.exactOptional(),
});
export type JobDefaults = z.infer<typeof jobDefaultsSchema>;

export const concurrencySchema = z.object({ group: templateSchema, cancelInProgress: templateSchema });
export type ConcurrencyPlan = z.infer<typeof concurrencySchema>;

export const stepPlanSchema = z.object({
  /** `id:` of the file, if given. */
  id: z.string().exactOptional(),
  name: templateSchema.exactOptional(),
  /** Condition without `${{ }}`; absent means `success()`. */
  if: expressionSchema.exactOptional(),
  run: templateSchema.exactOptional(),
  uses: z.string().exactOptional(),
  with: templateMapSchema.exactOptional(),
  shell: templateSchema.exactOptional(),
  workingDirectory: templateSchema.exactOptional(),
  env: templateMapSchema.exactOptional(),
  continueOnError: templateSchema.exactOptional(),
  timeoutMinutes: templateSchema.exactOptional(),
  at: positionSchema,
});
export type StepPlan = z.infer<typeof stepPlanSchema>;

export const strategySchema = z.object({
  /** Axes with `include` and `exclude` inside, exactly as in the file, or one expression for all of it. */
  matrix: templateSchema.exactOptional(),
  failFast: templateSchema.exactOptional(),
  maxParallel: templateSchema.exactOptional(),
  at: positionSchema,
});

/** A job that calls another workflow: `uses`, `with` and `secrets` of the job. */
export const callPlanSchema = z.object({
  /** The file, as in `called` of the plan: its path in the repository. */
  workflow: z.string(),
  with: z.record(z.string(), templateSchema),
  /** `inherit`: all that the caller has. */
  secrets: z.union([z.literal('inherit'), z.record(z.string(), templateSchema)]),
  at: positionSchema,
});
export type CallPlan = z.infer<typeof callPlanSchema>;

export const jobPlanSchema = z.object({
  /** The key under `jobs:`. */
  key: z.string(),
  name: templateSchema.exactOptional(),
  needs: z.array(z.string()),
  if: expressionSchema.exactOptional(),
  /** String, list, or `{ group, labels }`. */
  runsOn: templateSchema,
  strategy: strategySchema.exactOptional(),
  env: templateMapSchema.exactOptional(),
  defaults: jobDefaultsSchema.exactOptional(),
  outputs: z.record(z.string(), templateSchema),
  concurrency: concurrencySchema.exactOptional(),
  environment: z.object({ name: templateSchema, url: templateSchema.exactOptional() }).exactOptional(),
  permissions: permissionsSchema.exactOptional(),
  timeoutMinutes: templateSchema.exactOptional(),
  continueOnError: templateSchema.exactOptional(),
  /** `container:` as in the file: an image, a mapping, or an expression for either; evaluated where the job runs. */
  container: templateSchema.exactOptional(),
  /** `services:` by their names, each like `container`. */
  services: z.record(z.string(), templateSchema).exactOptional(),
  /** Instead of `runsOn` and `steps`, which are empty then. */
  call: callPlanSchema.exactOptional(),
  steps: z.array(stepPlanSchema),
  at: positionSchema,
});
export type JobPlan = z.infer<typeof jobPlanSchema>;

const filterSchema = z.array(z.string());

export const branchTriggerSchema = z.object({
  branches: filterSchema.exactOptional(),
  branchesIgnore: filterSchema.exactOptional(),
  tags: filterSchema.exactOptional(),
  tagsIgnore: filterSchema.exactOptional(),
  paths: filterSchema.exactOptional(),
  pathsIgnore: filterSchema.exactOptional(),
});
export type BranchTrigger = z.infer<typeof branchTriggerSchema>;

export const inputDefinitionSchema = z.object({
  type: z.enum(['string', 'number', 'boolean', 'choice', 'environment']),
  description: z.string().exactOptional(),
  required: z.boolean(),
  default: z.union([z.string(), z.number(), z.boolean()]).exactOptional(),
  options: z.array(z.string()).exactOptional(),
});
export type InputDefinition = z.infer<typeof inputDefinitionSchema>;

/** What a workflow says to those who call it: `on.workflow_call`. */
export const callDefinitionSchema = z.object({
  inputs: z.record(
    z.string(),
    z.object({
      type: z.enum(['string', 'number', 'boolean']),
      required: z.boolean(),
      default: templateSchema.exactOptional(),
    }),
  ),
  secrets: z.record(z.string(), z.object({ required: z.boolean() })),
  /** Evaluated when all its jobs have ended, with the `jobs` context. */
  outputs: z.record(z.string(), templateSchema),
});
export type CallDefinition = z.infer<typeof callDefinitionSchema>;

export const triggersSchema = z.object({
  push: branchTriggerSchema.exactOptional(),
  pull_request: branchTriggerSchema.extend({ types: z.array(z.string()).exactOptional() }).exactOptional(),
  release: z.object({ types: z.array(z.string()).exactOptional() }).exactOptional(),
  workflow_dispatch: z.object({ inputs: z.record(z.string(), inputDefinitionSchema) }).exactOptional(),
  schedule: z.array(z.object({ cron: z.string(), at: positionSchema })).exactOptional(),
  workflow_call: callDefinitionSchema.exactOptional(),
});
export type Triggers = z.infer<typeof triggersSchema>;

const plannedFileSchema = z.object({
  /** Path in the repository, such as `.github/workflows/ci.yml`. */
  path: z.string(),
  /** `name:` of the file, or its path. */
  name: z.string(),
  runName: templateSchema.exactOptional(),
  on: triggersSchema,
  env: templateMapSchema.exactOptional(),
  defaults: jobDefaultsSchema.exactOptional(),
  permissions: permissionsSchema.exactOptional(),
  concurrency: concurrencySchema.exactOptional(),
  /** In the order of the file. */
  jobs: z.array(jobPlanSchema),
});
/** One workflow file, without those it calls. */
export type PlannedFile = z.infer<typeof plannedFileSchema>;

/** A parsed and checked workflow file: everything the engine and the agent need, and nothing of YAML. */
export const workflowPlanSchema = plannedFileSchema.extend({
  /** Every workflow that it calls, directly or not, by its path. */
  called: z.record(z.string(), plannedFileSchema).exactOptional(),
});
export type WorkflowPlan = z.infer<typeof workflowPlanSchema>;
