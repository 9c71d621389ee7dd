import { z } from 'zod';
import { agentRoutes } from '../contract/api/agent.ts';
import { type LogLine, logLimits } from '../contract/log.ts';
import { isRaibidError } from '../shared/errors.ts';
import { createBackoff } from './backoff.ts';
import type { Lease } from './lease.ts';
import type { LineQueue } from './line-queue.ts';

/** Brings the log of one attempt to the server. */
export interface LogShipper {
  write(line: LogLine): void;
  /** Resolves when every line written so far has arrived, or the lease is lost. */
  flush(): Promise<void>;
}

const positionSchema = z.object({ nextLine: z.number().int().min(0) });

/**
 * Sends batches one after the other, each until it is acknowledged, however long the server is away. A line after a
 * quiet moment leaves at once; lines in quick succession gather for up to 100 ms or 64 KiB.
 */
export function createLogShipper(lease: Lease, queue: LineQueue): LogShipper {
  let wake = (): void => {};
  let flushing = false;
  let lastSent = 0;
  const waiting: (() => void)[] = [];
  lease.lost.addEventListener('abort', () => wake());

  async function sendAll(): Promise<void> {
    while (!lease.lost.aborted) {
      if (queue.isEmpty) await nap();
      await gather();
      await sendBatch(lease, queue);
      lastSent = performance.now();
      if (queue.isEmpty) settle();
    }
    settle();
  }

  /** Until `wake` is called, or for so many milliseconds. */
  function nap(milliseconds?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = milliseconds === undefined ? undefined : setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function gather(): Promise<void> {
    while (!flushing && queue.bytes < logLimits.batchBytes && !lease.lost.aborted) {
      const left = lastSent + logLimits.batchMilliseconds - performance.now();
      if (left <= 0) return;
      await nap(left);
    }
  }

  function settle(): void {
    flushing = false;
    for (const done of waiting.splice(0)) done();
  }

  void sendAll();

  return {
    write(line) {
      const first = queue.isEmpty;
      queue.push(line);
      if (first || queue.bytes >= logLimits.batchBytes) wake();
    },
    flush() {
      if (queue.isEmpty || lease.lost.aborted) return Promise.resolve();
      flushing = true;
      return new Promise((resolve) => {
        waiting.push(resolve);
        wake();
      });
    },
  };
}

/** One batch until it is acknowledged. The server's own position counts: what it has already is not sent again. */
async function sendBatch(lease: Lease, queue: LineQueue): Promise<void> {
  const backoff = createBackoff();
  const first = queue.firstLine;
  while (!lease.lost.aborted && queue.firstLine === first) {
    try {
      const lines = queue.batch(logLimits.batchBytes);
      const body = { ...lease.attempt, firstLine: first, lines };
      const { nextLine } = await lease.client.call(agentRoutes.log, { body }, { signal: lease.lost });
      queue.acknowledge(nextLine);
    } catch (error) {
      if (lease.isLost(error)) return;
      const position = isRaibidError(error, 'conflict') ? positionSchema.safeParse(error.details) : null;
      if (position?.success && position.data.nextLine > first) queue.acknowledge(position.data.nextLine);
      else await backoff.pause(lease.lost);
    }
  }
}
