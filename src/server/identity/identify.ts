import type { RouteAuth } from '../../contract/api/route.ts';
import { hashToken } from '../../shared/ids.ts';
import type { Store } from '../../store/port.ts';
import type { Principal } from '../deps.ts';
import type { PodAgents } from './pod-agents.ts';

/** What the tokens are looked up with. `now`: milliseconds since 1970. */
export interface TokenLookup {
  store: Store;
  pods: PodAgents | null;
  now: number;
}

/**
 * Finds who holds a token, for one kind of route; null: the token is unknown, past its time or of another kind. The
 * store is asked for the token's SHA-256: what an answer's time could tell is about the hash, from which nobody gets to
 * a token, so no comparison here depends on a secret's bytes.
 */
export const identify: Record<
  Exclude<RouteAuth, 'none'>,
  (token: string, at: TokenLookup) => Promise<Principal | null>
> = {
  async user(token, { store, now }) {
    const record = await store.tokens.find(hashToken(token), now);
    if (record === null || record.kind === 'agent') return null;
    // A session lives no longer than the token that it was exchanged for.
    const isOver = record.kind === 'session' && (await store.tokens.find(record.grantedBy ?? '', now)) === null;
    return isOver ? null : { kind: 'user', token: record };
  },

  /** A token that a server gave out, or one that Kubernetes gave to a pod. */
  async agent(token, { store, pods, now }) {
    const record = await store.tokens.find(hashToken(token), now);
    if (record !== null) return record.kind === 'agent' ? { kind: 'agent', token: record } : null;
    const pod = (await pods?.identify(token)) ?? null;
    return pod === null ? null : { kind: 'pod', pod };
  },

  /**
   * An ended lease is not told from a token that never was: both get `lease_lost`, which is what an agent must hear. Looked
   * up when somebody asks: `complete` does not, as the store holds the token against its attempt anyway.
   */
  async lease(token, { store }) {
    if (!token.startsWith('raibid_lease_')) return null;
    const tokenHash = hashToken(token);
    return { kind: 'lease', tokenHash, lease: () => store.leases.byLeaseToken(tokenHash) };
  },

  async job(token, { store }) {
    const found = await store.leases.byJobToken(hashToken(token));
    return found === null ? null : { kind: 'job', ...found };
  },
};
