/** A secret or a configuration variable. */
export interface SettingRecord {
  kind: 'secret' | 'variable';
  /** What it belongs to, as the server names it: an owner, a repository, or an environment of one. */
  scope: string;
  /** The repository it is deleted with; null for those of an owner. */
  repositoryId: string | null;
  name: string;
  /** Sealed by the server when it is a secret. */
  value: string;
  updatedAt: number;
}

type SettingPlace = Pick<SettingRecord, 'kind' | 'scope'>;

export interface SettingStore {
  /** Creates or replaces it. Unknown repository: `not_found`. */
  set(setting: SettingRecord): Promise<void>;
  /** All of one kind in one scope, by name. */
  list(place: SettingPlace): Promise<SettingRecord[]>;
  /** False when there was none. */
  delete(setting: SettingPlace & { name: string }): Promise<boolean>;
  /** Every secret of every scope: to seal them under another key. */
  secrets(): Promise<SettingRecord[]>;
  /** Replaces the value of a secret while it still is the one that was read; false when it is not. */
  reseal(secret: SettingRecord, sealed: string): Promise<boolean>;
}
