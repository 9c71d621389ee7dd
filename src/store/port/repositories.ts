export interface RepositoryRecord {
  id: string;
  fullName: string;
  defaultBranch: string;
  forge: string;
  createdAt: number;
}

export interface RepositoryStore {
  /** Refuses a name that is taken (any case) with `already_exists`. */
  create(repository: Omit<RepositoryRecord, 'id'>): Promise<RepositoryRecord>;
  find(fullName: string): Promise<RepositoryRecord | null>;
  get(id: string): Promise<RepositoryRecord | null>;
  list(): Promise<RepositoryRecord[]>;
  /** For events from now on; runs keep the one they were planned with. An unknown repository: harmless. */
  setDefaultBranch(id: string, branch: string): Promise<void>;
  /**
   * Deletes the repository with everything that hangs on it (runs, jobs, ledger, statuses, artifacts, caches). Refused
   * with `conflict` while a run of it is not completed. Its logs, artifacts and caches become garbage.
   */
  delete(id: string): Promise<void>;
}
