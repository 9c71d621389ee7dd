import type { Batch } from './records.ts';

/** A store that is copied from. Nobody else can change it, from when it was opened until it is closed. */
export interface CopySource {
  /** For people, without secrets. */
  name: string;
  /** Everything, in an order in which nothing comes before what it belongs to. */
  read(): AsyncIterable<Batch>;
  /** Says with an error that something else used the store meanwhile. */
  verify(): Promise<void>;
  close(): Promise<void>;
}

/** A store that is copied to. No server can use it before `keep`. */
export interface CopyTarget {
  name: string;
  write(batch: Batch): Promise<void>;
  read(): AsyncIterable<Batch>;
  /** Makes it a store like any other. */
  keep(): Promise<void>;
  /** Removes what was written. */
  discard(): Promise<void>;
}
