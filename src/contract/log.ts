import { z } from 'zod';

/** One line of a job's log. Lines of an attempt are numbered from 0 without a gap. */
export const logLineSchema = z.object({
  /** Milliseconds since 1970, by the agent's clock. */
  t: z.number().int(),
  /** Index of the step in the job's step list; -1: the agent itself (set-up, end). */
  s: z.number().int(),
  /** The text, without its line end; may hold ANSI colours and `##[group]`-style markers. At most 64 KiB. */
  x: z.string().max(65_536),
});
export type LogLine = z.infer<typeof logLineSchema>;

/** Limits of the log's way from agent to file (docs/logs.md). */
export const logLimits = {
  /** A batch leaves the agent at the latest this long after its first line, in milliseconds. */
  batchMilliseconds: 100,
  batchBytes: 65_536,
  lineBytes: 65_536,
  /** A job's whole log; what comes after is replaced by one visible line. */
  jobBytes: 64 * 1024 * 1024,
} as const;
