import type { AgentStore } from './port/agents.ts';
import type { ArtifactStore, CacheStore } from './port/blobs-index.ts';
import type { DeliveryStore } from './port/deliveries.ts';
import type { ForgeStore } from './port/forges.ts';
import type { GarbageStore } from './port/garbage.ts';
import type { JobStore } from './port/jobs.ts';
import type { LeaseStore } from './port/leases.ts';
import type { MirrorStore } from './port/mirrors.ts';
import type { QueueStore } from './port/queue.ts';
import type { RepositoryStore } from './port/repositories.ts';
import type { RunStore } from './port/runs.ts';
import type { SettingStore } from './port/settings.ts';
import type { Signals } from './port/signals.ts';
import type { OutboxStore, StatusStore } from './port/statuses.ts';
import type { TickStore } from './port/ticks.ts';
import type { TokenStore } from './port/tokens.ts';

/**
 * Everything the platform remembers. Two drivers (SQLite, Redis) implement it and pass the same conformance suite
 * (`store/conformance`). Rules for every operation:
 * - it is atomic: it happened whole, or not at all;
 * - once its promise resolves, the change survives `kill -9` and power loss;
 * - it may be retried after a lost answer without doing harm, unless its text says otherwise;
 * - times are given by the caller (milliseconds since 1970), so that drivers agree and tests need no clock.
 * Tokens reach the store as SHA-256 hashes only.
 */
export interface Store {
  readonly repositories: RepositoryStore;
  readonly deliveries: DeliveryStore;
  readonly runs: RunStore;
  readonly queue: QueueStore;
  readonly leases: LeaseStore;
  readonly jobs: JobStore;
  readonly agents: AgentStore;
  readonly statuses: StatusStore;
  readonly outbox: OutboxStore;
  readonly artifacts: ArtifactStore;
  readonly caches: CacheStore;
  readonly garbage: GarbageStore;
  readonly tokens: TokenStore;
  readonly ticks: TickStore;
  readonly forges: ForgeStore;
  readonly settings: SettingStore;
  readonly mirrors: MirrorStore;
  readonly signals: Signals;
  /** Rejects with `store_unavailable` when the store does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
