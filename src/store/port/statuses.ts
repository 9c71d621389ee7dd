import type { CommitStatus } from '../../contract/views.ts';

export interface StatusStore {
  list(repository: string, sha: string): Promise<CommitStatus[]>;
}

/** Statuses on their way to a forge. */
export interface OutboxEntry {
  id: string;
  forge: string;
  status: CommitStatus;
  tries: number;
  nextTryAt: number;
}

export interface OutboxStore {
  /** Entries whose time has come, oldest first; only the newest of each context and commit. */
  due(at: number, limit: number): Promise<OutboxEntry[]>;
  done(id: string): Promise<void>;
  retry(id: string, nextTryAt: number): Promise<void>;
}
