import type { Blobs } from '../blobs/port.ts';
import type { ServerConfig } from '../contract/config.ts';
import type { JobSpec } from '../contract/job-message.ts';
import type { Clock } from '../shared/clock.ts';
import type { Logger } from '../shared/logger.ts';
import type { LeaseRecord, Store, TokenRecord } from '../store/port.ts';
import type { Forge } from './forge/port.ts';
import type { Scheduler } from './scheduler/port.ts';

/** Everything the routes work with. `listen.ts` makes it, tests make a small one. */
export interface ServerDeps {
  config: ServerConfig;
  store: Store;
  blobs: Blobs;
  log: Logger;
  clock: Clock;
  forge: Forge;
  scheduler: Scheduler;
  secrets: SecretSource;
  /** What local agents run jobs in, and why. */
  isolation: { isolation: 'sandbox' | 'none'; reason: string };
  /** Address of this server for people, agents and clone URLs, without a slash at the end. Known once it listens. */
  baseUrl(): string;
  /** Aborted when the server stops: long polls and event streams end. */
  stopping: AbortSignal;
}

/** Secrets of a job, decrypted when it is claimed. */
export interface SecretSource {
  secretsFor(spec: JobSpec): Promise<Record<string, string>>;
}

/** Who is calling, as `identity/` found by the route's `auth`. */
export type Principal =
  | { kind: 'none' }
  | { kind: 'user'; token: TokenRecord }
  | { kind: 'agent'; token: TokenRecord }
  /** `lease` null: the token was never given out or its lease has ended; a repeated `complete` must still be answered. */
  | { kind: 'lease'; lease: LeaseRecord | null; tokenHash: string }
  | { kind: 'job'; lease: LeaseRecord; spec: JobSpec };
