/** A repository that follows another one elsewhere. */
export interface MirrorRecord {
  repositoryId: string;
  /** Of the other repository, without credentials. */
  url: string;
  /** Sealed by the server: name and password for the address, the key of webhook signatures, a token for statuses. */
  credentials: string;
  intervalSeconds: number;
  /** The address, and where it redirects to, may be loopback or in a private network. */
  allowPrivate: boolean;
  /** Where statuses go back to, in GitHub's form. */
  statuses: { api: string; repository: string } | null;
  createdAt: number;
  /** The last success; null: never. */
  lastSyncAt: number | null;
  lastTryAt: number | null;
  /** Why the last try failed; null when it did not. */
  failure: string | null;
  nextSyncAt: number;
}

export interface MirrorSync {
  at: number;
  failure: string | null;
  nextSyncAt: number;
}

export interface MirrorStore {
  /** Refuses a second one of the same repository with `already_exists`. Unknown repository: `not_found`. */
  create(mirror: MirrorRecord): Promise<void>;
  get(repositoryId: string): Promise<MirrorRecord | null>;
  list(): Promise<MirrorRecord[]>;
  /** Those whose time has come, the longest waiting first. */
  due(at: number): Promise<MirrorRecord[]>;
  /** Notes how a try ended. A mirror that is gone: harmless. */
  synced(repositoryId: string, sync: MirrorSync): Promise<void>;
  /** Makes it due at this time, or leaves it when it is due earlier. */
  requestSync(repositoryId: string, at: number): Promise<void>;
  /** Replaces the sealed credentials while they are those that were read; false when they are not. */
  reseal(mirror: MirrorRecord, sealed: string): Promise<boolean>;
  /** The repository becomes one like any other. False when there was none. */
  remove(repositoryId: string): Promise<boolean>;
}
