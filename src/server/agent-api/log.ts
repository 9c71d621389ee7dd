import type { LogAnswer, LogBatch } from '../../contract/agent-api.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { ServerDeps } from '../deps.ts';
import { checkAttempt, type HeldLease, leaseLost } from './held-lease.ts';

/**
 * Chunk file first, then the log position by compare-and-set, then the answer: an acknowledged line is on disk, and a
 * batch that comes again changes nothing. A batch that starts elsewhere than at the position is refused with it.
 */
export async function appendLog(deps: ServerDeps, held: HeldLease, batch: LogBatch): Promise<LogAnswer> {
  checkAttempt(held, batch);
  const { nextLine } = held.lease;
  if (batch.firstLine + batch.lines.length <= nextLine) return { nextLine };
  if (batch.firstLine !== nextLine) throw wrongPosition(batch.firstLine, nextLine);
  const { jobId, attempt, firstLine, lines } = batch;
  const chunk = await deps.blobs.logs.append({ jobId, attempt, firstLine, lines });
  const to = firstLine + chunk.lines;
  const moved = await deps.store.leases.advanceLog({
    jobId,
    attempt,
    leaseTokenHash: held.tokenHash,
    from: firstLine,
    to,
  });
  return { nextLine: moved ? to : await currentPosition(deps, held.tokenHash) };
}

async function currentPosition(deps: ServerDeps, tokenHash: string): Promise<number> {
  const lease = await deps.store.leases.byLeaseToken(tokenHash);
  if (lease === null) throw leaseLost();
  return lease.nextLine;
}

function wrongPosition(firstLine: number, nextLine: number): RaibidError {
  return new RaibidError('conflict', `The log stands at line ${nextLine}; the batch starts at ${firstLine}.`, {
    hint: 'Send the lines from the named position on.',
    details: { nextLine },
  });
}
