import { z } from 'zod';
import { jobIdPattern } from '../../shared/ids.ts';
import { emptySchema } from '../agent-api.ts';
import { statusSchema } from '../status.ts';
import {
  artifactViewSchema,
  commitStatusSchema,
  jobViewSchema,
  repositoryNameSchema,
  runSummarySchema,
  runViewSchema,
} from '../views.ts';
import { route } from './route.ts';

const runParams = z.object({ runId: z.string().regex(/^\d{1,15}$/, 'must be a run number') });
const jobParams = z.object({ jobId: z.string().regex(jobIdPattern, 'must be a job id') });

export const runRoutes = {
  list: route({
    method: 'GET',
    path: '/api/v1/runs',
    summary: 'Runs, newest first',
    auth: 'user',
    query: z.object({
      repository: repositoryNameSchema.optional(),
      status: statusSchema.optional(),
      ref: z.string().max(300).optional(),
      event: z.string().max(60).optional(),
      workflow: z.string().max(300).optional(),
      sha: z.string().max(64).optional(),
      /** Show runs with a smaller id than this one. */
      before: z
        .string()
        .regex(/^\d{1,15}$/)
        .optional(),
      limit: z.coerce.number().int().min(1).max(200).default(30),
    }),
    answer: z.object({ runs: z.array(runSummarySchema), next: z.string().nullable() }),
  }),
  get: route({
    method: 'GET',
    path: '/api/v1/runs/:runId',
    summary: 'One run with its jobs',
    auth: 'user',
    params: runParams,
    answer: runViewSchema,
  }),
  cancel: route({
    method: 'POST',
    path: '/api/v1/runs/:runId/cancel',
    summary: 'Cancel what is not finished',
    auth: 'user',
    params: runParams,
    answer: emptySchema,
  }),
  delete: route({
    method: 'DELETE',
    path: '/api/v1/runs/:runId',
    summary: 'Delete a completed run with its logs and artifacts',
    auth: 'user',
    params: runParams,
    answer: emptySchema,
  }),
  approve: route({
    method: 'POST',
    path: '/api/v1/runs/:runId/approve',
    summary: "Let a run of a fork's code begin, after somebody has read that commit",
    auth: 'user',
    params: runParams,
    body: z.strictObject({
      /** The commit that was read; a run of another one is refused. */
      sha: z
        .string()
        .regex(/^[0-9a-f]{7,64}$/, 'must be a commit id of 7 digits or more')
        .optional(),
    }),
    answer: emptySchema,
  }),
  rerun: route({
    method: 'POST',
    path: '/api/v1/runs/:runId/rerun',
    summary: 'Run again: all jobs, or the failed ones and those that need them',
    auth: 'user',
    params: runParams,
    body: z.strictObject({ only: z.enum(['all', 'failed']).default('all') }),
    answer: emptySchema,
  }),
  artifacts: route({
    method: 'GET',
    path: '/api/v1/runs/:runId/artifacts',
    summary: 'Artifacts of a run',
    auth: 'user',
    params: runParams,
    answer: z.object({ artifacts: z.array(artifactViewSchema) }),
  }),
  downloadArtifact: route({
    method: 'GET',
    path: '/api/v1/artifacts/:artifactId',
    summary: 'Download an artifact as tar.gz',
    auth: 'user',
    params: z.object({ artifactId: z.string().regex(/^[0-9a-f]{16}$/) }),
    answer: z.unknown(),
    stream: 'bytes',
  }),
  job: route({
    method: 'GET',
    path: '/api/v1/jobs/:jobId',
    summary: 'One job',
    auth: 'user',
    params: jobParams,
    answer: jobViewSchema,
  }),
  retryJob: route({
    method: 'POST',
    path: '/api/v1/jobs/:jobId/retry',
    summary: 'Take a dead letter up again',
    auth: 'user',
    params: jobParams,
    answer: emptySchema,
  }),
  log: route({
    method: 'GET',
    path: '/api/v1/jobs/:jobId/log',
    summary: 'Log of an attempt: text, or JSON lines with format=jsonl',
    auth: 'user',
    params: jobParams,
    query: z.object({
      attempt: z.coerce.number().int().min(1).optional(),
      format: z.enum(['text', 'jsonl']).default('text'),
      from: z.coerce.number().int().min(0).default(0),
      timestamps: z.stringbool().default(false),
    }),
    answer: z.unknown(),
    stream: 'bytes',
  }),
  /** Events: `line` (id `attempt:line`, data LogLine), `attempt` (a new attempt began), `end` (job is completed). */
  logStream: route({
    method: 'GET',
    path: '/api/v1/jobs/:jobId/log/stream',
    summary: 'Live log; resumes after Last-Event-ID',
    auth: 'user',
    params: jobParams,
    query: z.object({ attempt: z.coerce.number().int().min(1).optional(), after: z.string().max(40).optional() }),
    answer: z.unknown(),
    stream: 'events',
  }),
  /**
   * Events `run` (data RunSummary) and, with `runId`, `job` (data `{ runId, jobId, status, conclusion }`) for live pages.
   * A new stream begins with the present state of what it watches.
   */
  events: route({
    method: 'GET',
    path: '/api/v1/events',
    summary: 'What changes, as it changes',
    auth: 'user',
    query: z.object({ runId: z.string().optional() }),
    answer: z.unknown(),
    stream: 'events',
  }),
  statuses: route({
    method: 'GET',
    path: '/api/v1/repositories/:owner/:name/commits/:sha/statuses',
    summary: 'Newest status of each context on a commit',
    auth: 'user',
    params: z.object({ owner: z.string(), name: z.string(), sha: z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/) }),
    answer: z.object({
      state: z.enum(['pending', 'success', 'failure', 'error']),
      statuses: z.array(commitStatusSchema),
    }),
  }),
};
