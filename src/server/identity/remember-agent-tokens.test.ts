import { describe, expect, it, onTestFinished } from 'vitest';
import type { TokenRecord } from '../../store/port/tokens.ts';
import { openTestStore } from '../../store/sqlite/testing/open-test-store.ts';
import { rememberAgentTokens } from './remember-agent-tokens.ts';

const at = 1_000_000;

/** One store with two servers on it, and their monotonic time. `asked`: how often the store itself was asked for a token. */
async function twoServers() {
  const test = await openTestStore();
  onTestFinished(() => test.close());
  const time = { now: 0, asked: 0 };
  const find: typeof test.store.tokens.find = (...query) => {
    time.asked += 1;
    return test.store.tokens.find(...query);
  };
  const counted = { ...test.store, tokens: { ...test.store.tokens, find } };
  const server = () => rememberAgentTokens(counted, { monotonic: () => time.now }).tokens;
  return { time, here: server(), there: server() };
}

function token(kind: TokenRecord['kind'], expiresAt: number | null = null): TokenRecord {
  return { hash: `hash of ${kind}`, kind, name: 'one', createdAt: at, expiresAt };
}

describe('the memory of agent tokens', () => {
  it('asks the store once a second', async () => {
    const { time, here } = await twoServers();
    const agent = token('agent');
    await here.create(agent);
    for (let nth = 0; nth < 10; nth += 1) expect(await here.find(agent.hash, at)).toEqual(agent);
    expect(time.asked).toBe(1);
    time.now = 1000;
    await here.find(agent.hash, at);
    expect(time.asked).toBe(2);
  });

  it('lets the end of a token count at once on the server that ended it, and within a second on the other', async () => {
    const { time, here, there } = await twoServers();
    const agent = token('agent');
    await here.create(agent);
    expect(await here.find(agent.hash, at)).toEqual(agent);
    expect(await there.find(agent.hash, at)).toEqual(agent);
    await there.delete(agent.hash);
    expect(await there.find(agent.hash, at)).toBeNull();
    time.now = 1000;
    expect(await here.find(agent.hash, at)).toBeNull();
  });

  it('remembers nothing that was looked up while the token ended', async () => {
    const { here } = await twoServers();
    const agent = token('agent');
    await here.create(agent);
    await Promise.all([here.find(agent.hash, at), here.delete(agent.hash)]);
    expect(await here.find(agent.hash, at)).toBeNull();
  });

  it('ends a token when its time is over', async () => {
    const { here } = await twoServers();
    const agent = token('agent', at + 10);
    await here.create(agent);
    expect(await here.find(agent.hash, at)).toEqual(agent);
    expect(await here.find(agent.hash, at + 10)).toBeNull();
  });

  it.each(['admin', 'session'] as const)(
    'asks for a token of kind %s each time, and for one that is unknown',
    async (kind) => {
      const { time, here } = await twoServers();
      await here.create(token(kind));
      for (const hash of [token(kind).hash, 'unknown']) {
        await here.find(hash, at);
        await here.find(hash, at);
      }
      expect(time.asked).toBe(4);
    },
  );
});
