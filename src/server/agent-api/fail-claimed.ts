import { RaibidError } from '../../shared/errors.ts';
import { hashToken } from '../../shared/ids.ts';
import type { ClaimedJob } from '../../store/port/queue.ts';
import type { ServerDeps } from '../deps.ts';

/**
 * Ends a claimed job as a failure before its agent gets it, with the reason as its whole log. Given back instead, it
 * would be claimed and given back for ever.
 */
export async function failClaimed(
  deps: ServerDeps,
  { spec, attempt, leaseToken }: ClaimedJob & { leaseToken: string },
  error: unknown,
): Promise<void> {
  const { runId, jobId } = spec;
  deps.log.error({ err: error, runId, jobId, attempt }, 'a job could not be handed out: it is ended as a failure');
  const at = deps.clock.now();
  const held = { jobId, attempt, leaseTokenHash: hashToken(leaseToken) };
  const reason = error instanceof RaibidError ? `${error.message} ${error.hint}` : 'the server failed';
  const line = { t: at, s: -1, x: `##[error]This job could not be handed to an agent: ${reason}` };
  await deps.blobs.logs.append({ jobId, attempt, firstLine: 0, lines: [line] });
  await deps.store.leases.advanceLog({ ...held, from: 0, to: 1 });
  await deps.store.leases.complete({
    ...held,
    lineCount: 1,
    result: { conclusion: 'failure', outputs: {}, steps: [], annotations: [], summary: '', environmentUrl: null },
    at,
  });
}
