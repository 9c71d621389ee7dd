import type { Readable } from 'node:stream';
import type { LogLine } from '../contract/log.ts';

/** Bytes too large for the store: logs, artifacts, caches. The file driver keeps them below one folder. */
export interface Blobs {
  readonly logs: LogBlobs;
  readonly artifacts: FileBlobs;
  readonly caches: FileBlobs;
}

export interface LogBlobs {
  /**
   * Writes the lines as one immutable chunk named by its first line, made exclusively and synced to disk before the
   * promise resolves. A chunk that exists already (a resend) is kept as it is, and the answer says how many lines that
   * one has.
   */
  append(chunk: { jobId: string; attempt: number; firstLine: number; lines: LogLine[] }): Promise<{ lines: number }>;
  /** The lines from `from` (included) to `to` (not included), in order, without holding the whole log in memory. */
  read(range: {
    jobId: string;
    attempt: number;
    from: number;
    to: number;
  }): AsyncIterable<{ number: number; line: LogLine }>;
  /**
   * Joins the many small chunks of a finished attempt into few large ones. Safe beside readers, and to call again after
   * a crash.
   */
  compact(attempt: { jobId: string; attempt: number }): Promise<void>;
  /** Deletes all logs of a run. */
  deleteRun(runId: string): Promise<void>;
}

export interface FileBlobs {
  /** Streams to a temporary file, then moves it into place: nothing half-written stays. Over `maxBytes`: `too_large`. */
  write(id: string, content: Readable, maxBytes: number): Promise<{ size: number; sha256: string }>;
  /** Rejects with `not_found`. */
  read(id: string): Promise<Readable>;
  /** Also what a killed `write` has left of it. Nothing happens when there is none. */
  delete(id: string): Promise<void>;
}
