import type { Blobs } from '../blobs/port.ts';
import type { ServerConfig } from '../contract/config.ts';
import type { JobSpec } from '../contract/job-message.ts';
import type { Clock } from '../shared/clock.ts';
import type { Logger } from '../shared/logger.ts';
import type { LeaseRecord } from '../store/port/leases.ts';
import type { TokenRecord } from '../store/port/tokens.ts';
import type { Store } from '../store/port.ts';
import type { ForgeHub } from './forge/hub.ts';
import type { Forge } from './forge/port.ts';
import type { PodAgent } from './identity/pod-agent.ts';
import type { PodAgents } from './identity/pod-agents.ts';
import type { Mirrors } from './mirrors/port.ts';
import type { Scheduler } from './scheduler/port.ts';
import type { KeyRing } from './secrets/seal.ts';

/** Everything the routes work with. `listen.ts` makes it, tests make a small one. */
export interface ServerDeps {
  config: ServerConfig;
  store: Store;
  blobs: Blobs;
  log: Logger;
  clock: Clock;
  forge: Forge;
  forges: ForgeHub;
  scheduler: Scheduler;
  mirrors: Mirrors;
  secrets: SecretSource;
  sealer: KeyRing;
  /** What local agents run jobs in, and why. */
  isolation: { isolation: 'sandbox' | 'none'; reason: string };
  /** Agents in the cluster; null: there is none. */
  pods: PodAgents | null;
  /** Address of this server for people, agents and clone URLs, without a slash at the end. Known once it listens. */
  baseUrl(): string;
  /** Aborted when the server stops: long polls and event streams end. */
  stopping: AbortSignal;
}

/** What a job gets when it is claimed, and its spec does not hold. */
export interface SecretSource {
  /**
   * Decrypted for this claim; `jobToken` may be handed on to called workflows under other names. `internal` when the key does
   * not open one, `expression_invalid` when a call hands on what cannot be evaluated.
   */
  secretsFor(spec: JobSpec, jobToken: string): Promise<Record<string, string>>;
  /** Variables of the job's environment; they stand before those that the run was planned with. */
  environmentVariablesFor(spec: JobSpec): Promise<Record<string, string>>;
}

/** Who is calling, as `identity/` found by the route's `auth`. */
export type Principal =
  | { kind: 'none' }
  | { kind: 'user'; token: TokenRecord }
  | { kind: 'agent'; token: TokenRecord }
  /** An agent in the cluster. */
  | { kind: 'pod'; pod: PodAgent }
  /** `lease` looks it up; null: the token was never given out or its lease has ended. */
  | { kind: 'lease'; lease: () => Promise<LeaseRecord | null>; tokenHash: string }
  | { kind: 'job'; lease: LeaseRecord; spec: JobSpec };
