import type { StoreAccess } from '../test-store.ts';

/** What a worker process is told (its one argument, as JSON). */
export interface WorkerOrder {
  access: StoreAccess;
  /** Tells the processes apart: in keys, refs and names. */
  name: string;
  repositoryId: string;
}

/** What was acknowledged to a worker, written as one line of JSON the moment its promise resolved. */
export type Evidence =
  | { op: 'deliver'; key: string; ref: string; count: number; runId: string }
  | { op: 'delete'; runId: string; artifactId: string }
  | { op: 'enqueue'; runId: string; jobIds: string[] }
  | { op: 'claim'; jobId: string; attempt: number }
  | { op: 'log'; jobId: string; attempt: number; lines: number }
  | { op: 'complete'; jobId: string; attempt: number }
  | { op: 'release'; jobId: string; attempt: number };

/** The n-th commit of a ref, so that a ledger entry can be read as a number. */
export function nthSha(count: number): string {
  return count.toString(16).padStart(40, '0');
}

export function countOfSha(sha: string): number {
  return Number.parseInt(sha, 16);
}
