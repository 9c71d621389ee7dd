/** Bytes in the blobs that belong to nothing any more. */
export interface Garbage {
  kind: 'log' | 'artifact' | 'cache';
  /** Of the run (for a log), of the artifact, of the cache. */
  id: string;
}

/**
 * What is still to be deleted from the blobs. The operation that takes the last entry of a log, artifact or cache away puts
 * it here, so that a crash before its bytes are deleted leaves none behind for ever.
 */
export interface GarbageStore {
  list(limit: number): Promise<Garbage[]>;
  /** Takes off the list what is deleted; what does not stand there is passed over. */
  done(garbage: Garbage[]): Promise<void>;
}
