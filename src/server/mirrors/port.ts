/** Keeps mirrors up to date: by their interval, and at once when somebody asks. */
export interface Mirrors {
  /** Syncs now, or joins the sync under way; resolves when it has ended, however it ended. */
  sync(repositoryId: string): Promise<void>;
  /** Asks for a sync soon, after the one under way if there is one; does not wait for it. */
  wake(repositoryId: string): Promise<void>;
  isSyncing(repositoryId: string): boolean;
  start(): void;
  /** Stops what is under way. */
  stop(): Promise<void>;
}
