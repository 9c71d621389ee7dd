import type { AwaitCancelRequest, HeartbeatAnswer } from '../../contract/agent-api.ts';
import type { ServerDeps } from '../deps.ts';
import { listenFor } from '../http/wake-up.ts';
import { checkAttempt, type HeldLease, leaseLost } from './held-lease.ts';

/** Signals may be lost: after so many milliseconds one looks anyway. The heartbeat would bring the word as well. */
const fallback = 5_000;

/** Answers when the job is to be cancelled, or after `waitMilliseconds`, whatever comes first. */
export async function awaitCancel(
  deps: ServerDeps,
  held: HeldLease,
  request: AwaitCancelRequest,
  callerGone: AbortSignal,
): Promise<HeartbeatAnswer> {
  checkAttempt(held, request);
  const end = AbortSignal.any([callerGone, deps.stopping, AbortSignal.timeout(request.waitMilliseconds)]);
  const change = listenFor(deps.store.signals, [`cancel:${held.lease.jobId}`]);
  try {
    for (;;) {
      const lease = await deps.store.leases.byLeaseToken(held.tokenHash);
      if (lease === null) throw leaseLost();
      if (lease.cancelReason !== null) return { cancel: { reason: lease.cancelReason } };
      if (end.aborted) return { cancel: null };
      await change.wait(end, fallback);
    }
  } finally {
    change.close();
  }
}
