import { closeSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import type { LogLine } from '../contract/log.ts';

/** Lines on disk, first in, first out: where the log waits while the server is away. */
export interface LineSpool {
  readonly isEmpty: boolean;
  append(line: LogLine): void;
  /** Takes whole lines of about this many bytes off the front. */
  take(bytes: number): LogLine[];
  close(): void;
}

const newline = 0x0a;

/** Keeps one JSON line a log line in a file that is emptied whenever all of it was taken. */
export function createLineSpool(file: string): LineSpool {
  let descriptor: number | null = null;
  let readAt = 0;
  let writeAt = 0;

  function opened(): number {
    descriptor ??= openSync(file, 'w+', 0o600);
    return descriptor;
  }

  function reset(): void {
    if (descriptor !== null) ftruncateSync(descriptor);
    readAt = 0;
    writeAt = 0;
  }

  return {
    get isEmpty() {
      return readAt === writeAt;
    },
    append(line) {
      const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(opened(), bytes, done, bytes.length - done, writeAt + done);
      }
      writeAt += bytes.length;
    },
    take(bytes) {
      const text = readLines(opened(), readAt, writeAt, bytes);
      readAt += text.length;
      if (readAt === writeAt) reset();
      return text
        .toString('utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as LogLine);
    },
    close() {
      if (descriptor !== null) closeSync(descriptor);
      descriptor = null;
    },
  };
}

/** Whole lines from `from` on: about `wanted` bytes, or the first line when it alone is longer. */
function readLines(descriptor: number, from: number, to: number, wanted: number): Buffer {
  for (let size = wanted; ; size *= 2) {
    const buffer = Buffer.alloc(Math.min(size, to - from));
    const length = readSync(descriptor, buffer, 0, buffer.length, from);
    const end = buffer.lastIndexOf(newline, length - 1);
    if (end !== -1 || buffer.length === to - from) return buffer.subarray(0, end + 1);
  }
}
