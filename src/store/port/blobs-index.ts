export interface ArtifactRecord {
  id: string;
  runId: string;
  name: string;
  size: number;
  sha256: string;
  createdAt: number;
  expiresAt: number;
}

export interface ArtifactStore {
  /** Refuses a name that the run has already with `already_exists`, unless `overwrite`; the one replaced becomes garbage. */
  create(artifact: ArtifactRecord, overwrite: boolean): Promise<{ replaced: ArtifactRecord | null }>;
  ofRun(runId: string): Promise<ArtifactRecord[]>;
  get(id: string): Promise<ArtifactRecord | null>;
  /** Removes and answers what is past its time: it becomes garbage. */
  takeExpired(at: number, limit: number): Promise<ArtifactRecord[]>;
}

export interface CacheRecord {
  id: string;
  repositoryId: string;
  /** The ref that made it: it is visible to that ref, and to all when it is the default branch. */
  ref: string;
  key: string;
  version: string;
  size: number;
  sha256: string;
  createdAt: number;
  usedAt: number;
}

export interface CacheStore {
  /** False when (repository, ref, key, version) exists: caches do not change. */
  create(cache: CacheRecord): Promise<boolean>;
  /** Ref by ref: the exact key, then each prefix in order, newest first. Renews `usedAt`. */
  find(query: {
    repositoryId: string;
    refs: string[];
    key: string;
    restoreKeys: string[];
    version: string;
    at: number;
  }): Promise<CacheRecord | null>;
  get(id: string): Promise<CacheRecord | null>;
  /**
   * Removes and answers those last used before `usedBefore`, and then the least recently used until the repository's caches
   * fit into `maxBytes`: they become garbage.
   */
  evict(repositoryId: string, keep: { maxBytes: number; usedBefore: number }): Promise<CacheRecord[]>;
}
