import type { RunState } from '../../contract/run-state.ts';

/** A change of one ref as a forge, a push or the ledger comparison reports it. All zeros: created or deleted. */
export interface RefChange {
  repositoryId: string;
  ref: string;
  before: string;
  after: string;
}

/**
 * A run to be created. The store gives it its id (a decimal number that grows) and number; `state.id` and `state.number`
 * are filled in then. `plan` and `trigger.payload` are kept as they are now: a commit does not change them.
 */
export interface NewRun {
  state: Omit<RunState, 'id' | 'number'>;
}

export interface DeliveryOutcome {
  created: boolean;
  runIds: string[];
  /** The ledger stands elsewhere than the change begins; nothing happened. */
  stale?: true;
}

export interface DeliveryStore {
  /**
   * Creates the runs of one event and advances the ref ledger in one operation. `key` names the event: a key seen
   * before creates nothing and answers `created: false` with the run ids of the first time. The new runs are dirty
   * with a `start` event. With `change`, the ledger's entry for the ref becomes `change.after` (or is removed when the
   * ref was deleted). A key seen before is a new event all the same when the ledger stands at `change.before` again: a
   * branch went from A to B, back to A, and now to B once more. `receipts` are kept with it (id and digest of a webhook
   * delivery): when one of them was seen before, nothing is created whatever the ledger says. A new key whose
   * `change.before` is not where the ledger stands creates nothing and answers `stale`: another server has moved the
   * ledger since the caller read it. Unknown repository: `not_found`.
   */
  create(delivery: {
    key: string;
    receipts?: string[];
    at: number;
    change: RefChange | null;
    runs: NewRun[];
  }): Promise<DeliveryOutcome>;
  /** Forgets at most so many keys and receipts, of events that were taken before this moment; answers how many. */
  forget(before: number, limit: number): Promise<number>;
  /** The run ids of a key or receipt; null when it was never seen. */
  find(key: string): Promise<{ runIds: string[] } | null>;
  /** The last processed commit of every ref of a repository. */
  ledger(repositoryId: string): Promise<Record<string, string>>;
}
