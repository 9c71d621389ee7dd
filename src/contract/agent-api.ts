import { z } from 'zod';
import { jobMessageSchema, jobResultSchema, stepStateSchema } from './job-message.ts';
import { logLineSchema } from './log.ts';

/** Times of the lease protocol, in milliseconds (docs/queue.md). */
export const leaseTimes = {
  heartbeatEvery: 10_000,
  /** The reaper ends a lease after watching its heartbeat counter stand still for this long. */
  expiry: 30_000,
  /** The next holder of a concurrency group or environment starts this long after an expired lease. */
  fence: 15_000,
  claimPoll: 20_000,
  /** An agent with nothing to do for this long exits 0. */
  agentIdle: 60_000,
} as const;

export const claimRequestSchema = z.object({
  contractVersion: z.number().int(),
  agentId: z.string().min(1).max(100),
  agentName: z.string().min(1).max(100),
  agentClass: z.string().min(1).max(60),
  /**
   * One-time id of this claim. Repeated before the first heartbeat it gives the same attempt again with fresh tokens
   * (an answer may be lost on the way); afterwards it is refused.
   */
  claimId: z.string().min(16).max(100),
  /** How long the server may hold the request while there is no job, in milliseconds. */
  waitMilliseconds: z.number().int().min(0).max(60_000),
  /** What the agent runs jobs in; shown on the page. */
  isolation: z.enum(['sandbox', 'none']),
});
export type ClaimRequest = z.infer<typeof claimRequestSchema>;

export const claimAnswerSchema = z.object({
  /** Null: no job came in time. Ask again with the same claim id or a new one. */
  claim: z
    .object({
      job: jobMessageSchema,
      leaseToken: z.string(),
      heartbeatMilliseconds: z.number().int(),
      /** The server ends the lease after this long without a heartbeat. */
      expiryMilliseconds: z.number().int().default(leaseTimes.expiry),
      /** Nobody else may run beside this job: an agent that is cut off stops it before its lease would end. */
      exclusive: z.boolean().default(false),
    })
    .nullable(),
});
export type ClaimAnswer = z.infer<typeof claimAnswerSchema>;

/** Names the attempt in every later call. The lease token travels in the `authorization` header. */
const attemptSchema = z.object({ jobId: z.string(), attempt: z.number().int() });

export const heartbeatRequestSchema = attemptSchema.extend({
  /** Number of the next log line the agent will send. */
  nextLine: z.number().int().min(0),
  /** True from the moment the first step starts: from then on the attempt counts. */
  started: z.boolean(),
  /** All steps, sent when one changed. */
  steps: z.array(stepStateSchema).exactOptional(),
});
export type HeartbeatRequest = z.infer<typeof heartbeatRequestSchema>;

export const heartbeatAnswerSchema = z.object({
  cancel: z.object({ reason: z.string() }).nullable(),
});
export type HeartbeatAnswer = z.infer<typeof heartbeatAnswerSchema>;

export const awaitCancelRequestSchema = attemptSchema.extend({
  /** How long the server may hold the request while there is nothing to say, in milliseconds. */
  waitMilliseconds: z.number().int().min(0).max(60_000),
});
export type AwaitCancelRequest = z.infer<typeof awaitCancelRequestSchema>;

export const logBatchSchema = attemptSchema.extend({
  firstLine: z.number().int().min(0),
  lines: z.array(logLineSchema).min(1).max(10_000),
});
export type LogBatch = z.infer<typeof logBatchSchema>;

/** The number the server waits for next; a batch that starts elsewhere is refused with it, a resend is harmless. */
export const logAnswerSchema = z.object({ nextLine: z.number().int() });
export type LogAnswer = z.infer<typeof logAnswerSchema>;

export const completeRequestSchema = attemptSchema.extend({
  /** Lines of the whole log: refused until the server has them all. */
  lineCount: z.number().int().min(0),
  result: jobResultSchema,
});
export type CompleteRequest = z.infer<typeof completeRequestSchema>;

/** Gives a job back before its first step (SIGTERM): costs no attempt. */
export const releaseRequestSchema = attemptSchema.extend({ reason: z.string().max(500) });
export type ReleaseRequest = z.infer<typeof releaseRequestSchema>;

export const emptySchema = z.object({});
