import { z } from 'zod';

/** GitHub's life cycle of runs and jobs. `waiting`: something other than a free agent is missing (see `WaitingFor`). */
export const statusSchema = z.enum(['queued', 'waiting', 'in_progress', 'completed']);
export type Status = z.infer<typeof statusSchema>;

export const conclusionSchema = z.enum(['success', 'failure', 'cancelled', 'skipped', 'timed_out']);
export type Conclusion = z.infer<typeof conclusionSchema>;

/** What `needs.<job>.result` and `steps.<id>.conclusion` can say: GitHub knows no `timed_out` there. */
export const resultSchema = z.enum(['success', 'failure', 'cancelled', 'skipped']);
export type Result = z.infer<typeof resultSchema>;

/** A conclusion as expressions see it. */
export function resultOf(conclusion: Conclusion): Result {
  return conclusion === 'timed_out' ? 'failure' : conclusion;
}

/** Why a job does not run yet. People get the sentence that `engine/waiting.ts` makes of it. */
export const waitingForSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('needs'), jobs: z.array(z.string()) }),
  z.object({ kind: z.literal('concurrency'), group: z.string(), holder: z.string().optional() }),
  z.object({ kind: z.literal('max_parallel'), limit: z.number().int() }),
  z.object({ kind: z.literal('approval'), sha: z.string() }),
  z.object({ kind: z.literal('agent'), agentClass: z.string() }),
]);
export type WaitingFor = z.infer<typeof waitingForSchema>;
