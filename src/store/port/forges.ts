/** A forge that repositories live on. */
export interface ForgeRecord {
  /** What people call it; `builtin` is taken. */
  name: string;
  kind: 'gitea';
  /** Without a slash at the end. */
  url: string;
  /** Sealed by the server: its token there, and the key of its webhook signatures. */
  credentials: string;
  createdAt: number;
}

export interface ForgeStore {
  /** Refuses a name that is taken with `already_exists`. */
  create(forge: ForgeRecord): Promise<void>;
  find(name: string): Promise<ForgeRecord | null>;
  list(): Promise<ForgeRecord[]>;
  /** Replaces the sealed credentials; `not_found`. */
  reseal(name: string, credentials: string): Promise<void>;
  /** Refused with `conflict` while a repository lives there. One that is gone already: harmless. */
  remove(name: string): Promise<void>;
  /** Id of the webhook that the server made for a repository; null: the repository is not enabled. */
  hook(repositoryId: string): Promise<string | null>;
  /** Keeps or replaces it; null disables the repository. Unknown repository: `not_found`. */
  setHook(repositoryId: string, hookId: string | null): Promise<void>;
}
