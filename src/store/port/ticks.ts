export interface TickStore {
  /** True for exactly one caller a key (a cron tick, a daily clean-up): two servers share the work. */
  claim(key: string, at: number): Promise<boolean>;
  /** When the last tick whose key starts with this was claimed. */
  last(prefix: string): Promise<number | null>;
  /** Forgets those with this prefix that were claimed before. */
  forget(prefix: string, before: number): Promise<void>;
}
