import { boundedMap } from '../../shared/bounded-map.ts';
import type { Clock } from '../../shared/clock.ts';
import type { TokenRecord } from '../../store/port/tokens.ts';
import type { Store } from '../../store/port.ts';

/** How long a token that another server ended may still be taken here, in milliseconds. */
const remembered = 1000;
/** Tokens remembered at most; the oldest goes first. */
const maxTokens = 10_000;

/**
 * The same store, remembering the tokens of agents: where a token stands for many agents, each of their claims looked the
 * same one up (15 µs of a job's 400). What this server makes or ends counts at once; what another server on the same
 * store ends, a second later at most. Tokens of people and their sessions are looked up each time.
 */
export function rememberAgentTokens(store: Store, clock: Pick<Clock, 'monotonic'>): Store {
  const known = boundedMap<{ token: TokenRecord; until: number }>(maxTokens);
  let changes = 0;

  /** Called after a write: a look that began before it may have seen what was there before, and is not remembered. */
  function forget(hash: string): void {
    changes += 1;
    known.take(hash);
  }

  async function lookUp(hash: string, at: number): Promise<TokenRecord | null> {
    const [changesBefore, began] = [changes, clock.monotonic()];
    const token = await store.tokens.find(hash, at);
    if (token?.kind === 'agent' && changes === changesBefore) known.set(hash, { token, until: began + remembered });
    return token;
  }

  return {
    ...store,
    tokens: {
      create: (token) => store.tokens.create(token).finally(() => forget(token.hash)),
      async find(hash, at) {
        const found = known.get(hash);
        if (found === undefined || found.until <= clock.monotonic()) return lookUp(hash, at);
        const { token } = found;
        return token.expiresAt === null || token.expiresAt > at ? token : null;
      },
      delete: (hash) => store.tokens.delete(hash).finally(() => forget(hash)),
    },
  };
}
