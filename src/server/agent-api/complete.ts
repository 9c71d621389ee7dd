import type { CompleteRequest } from '../../contract/agent-api.ts';
import { runIdOf } from '../../shared/ids.ts';
import type { Principal, ServerDeps } from '../deps.ts';
import { leaseLost } from './held-lease.ts';

/**
 * Writes the result and ends the lease, once all log lines are there. The same call again is answered well although
 * the lease has ended: the store knows the attempt's token still.
 */
export async function completeJob(
  deps: ServerDeps,
  principal: Principal,
  request: CompleteRequest,
): Promise<Record<string, never>> {
  if (principal.kind !== 'lease') throw leaseLost();
  const { jobId, attempt, lineCount, result } = request;
  const ended = await deps.store.leases.complete({
    jobId,
    attempt,
    leaseTokenHash: principal.tokenHash,
    lineCount,
    result,
    at: deps.clock.now(),
  });
  if (ended !== null) {
    deps.log.info({ runId: runIdOf(jobId), jobId, attempt, conclusion: result.conclusion }, 'job completed');
    if (lineCount > 0) void compactLog(deps, { jobId, attempt });
  }
  return {};
}

/** After the answer: the agent need not wait for it, and a log that was not compacted reads the same. */
async function compactLog(deps: ServerDeps, attempt: { jobId: string; attempt: number }): Promise<void> {
  try {
    await deps.blobs.logs.compact(attempt);
  } catch (error) {
    deps.log.warn({ err: error, ...attempt }, 'a log could not be compacted');
  }
}
