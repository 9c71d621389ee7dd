import type { LogLine } from '../contract/log.ts';
import type { LineSpool } from './line-spool.ts';

/** The log between the runner and the wire: numbered, in order, bounded in memory. */
export interface LineQueue {
  /** Number of the line that comes next. */
  readonly nextLine: number;
  /** Number of the first line that is not acknowledged. */
  readonly firstLine: number;
  readonly isEmpty: boolean;
  /** Bytes that wait in memory. */
  readonly bytes: number;
  push(line: LogLine): void;
  /** Lines from the front, at most about this many bytes, at least one. They stay until they are acknowledged. */
  batch(bytes: number): LogLine[];
  /** Everything before this number has arrived. */
  acknowledge(nextLine: number): void;
}

/** What waits in memory before lines go to the spool: enough for many batches under way. */
const memoryBytes = 4 * 1024 * 1024;
const refillBytes = 1024 * 1024;
/** Most lines of a batch (contract). */
const batchLines = 10_000;

export function createLineQueue(spool: LineSpool): LineQueue {
  let firstLine = 0;
  let nextLine = 0;
  let bytes = 0;
  const lines: LogLine[] = [];
  /** What the spool could not take (a full disk). Bounded by the limit of a job's log. */
  const overflow: LogLine[] = [];

  function keep(line: LogLine): void {
    lines.push(line);
    bytes += sizeOf(line);
  }

  function refill(): void {
    if (bytes > refillBytes) return;
    const more = spool.isEmpty ? overflow.splice(0) : spool.take(refillBytes);
    for (const line of more) keep(line);
  }

  function putAside(line: LogLine): void {
    try {
      if (overflow.length > 0) overflow.push(line);
      else spool.append(line);
    } catch {
      overflow.push(line);
    }
  }

  return {
    get nextLine() {
      return nextLine;
    },
    get firstLine() {
      return firstLine;
    },
    get isEmpty() {
      return firstLine === nextLine;
    },
    get bytes() {
      return bytes;
    },
    push(line) {
      nextLine += 1;
      // Once something is put aside, order demands that everything goes there.
      if (spool.isEmpty && overflow.length === 0 && bytes < memoryBytes) keep(line);
      else putAside(line);
    },
    batch(limit) {
      let size = 0;
      const end = lines.findIndex((line, index) => {
        size += sizeOf(line);
        return index > 0 && (size > limit || index >= batchLines);
      });
      return end === -1 ? lines : lines.slice(0, end);
    },
    acknowledge(arrived) {
      const gone = lines.splice(0, Math.max(0, arrived - firstLine));
      firstLine += gone.length;
      for (const line of gone) bytes -= sizeOf(line);
      refill();
    },
  };
}

function sizeOf(line: LogLine): number {
  return line.x.length + 40;
}
