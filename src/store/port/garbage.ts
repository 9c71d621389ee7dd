/** Bytes in the blobs that belong to nothing any more. */
export interface Garbage {
  kind: 'log' | 'artifact' | 'cache';
  /** Of the run (for a log), of the artifact, of the cache. */
  id: string;
}

/**
 * What is to be deleted from the blobs, now or (a reserved id) at a moment. The operation that takes the last entry of a log, artifact or cache away puts
 * it here, so that a crash before its bytes are deleted leaves none behind for ever; the one that makes an entry takes it off.
 */
export interface GarbageStore {
  list(limit: number, at: number): Promise<Garbage[]>;
  /**
   * Names bytes that are about to be written: they are garbage from this moment on, unless their entry was made before. So
   * an upload that is killed before its entry is made leaves nothing for ever.
   */
  reserve(garbage: Garbage, due: number): Promise<void>;
  /** Takes off the list what is deleted; what does not stand there is passed over. */
  done(garbage: Garbage[]): Promise<void>;
}
