import { describe, expect, it } from 'vitest';
import type { AgentRecord } from '../port/agents.ts';
import type { TokenRecord } from '../port/tokens.ts';
import { noon, sampleAgent } from './samples.ts';
import { scenes } from './scene.ts';
import type { OpenTestStore } from './test-store.ts';

/** Agents, tokens and ticks. */
export function smallRecordConformance(open: OpenTestStore): void {
  const scene = scenes(open);

  describe('agents', () => {
    it('are known by their newest word until they are removed', async () => {
      const { store } = await scene();
      const idle: AgentRecord = { ...sampleAgent(), state: 'idle', startedAt: noon, lastSeenAt: noon };
      const other = { ...idle, agentId: 'agent-2' };
      for (const agent of [idle, other, { ...idle, state: 'busy' as const }]) await store.agents.seen(agent);
      expect(await store.agents.list()).toEqual([{ ...idle, state: 'busy' }, other]);
      await store.agents.remove('agent-1');
      await store.agents.remove('agent-1');
      expect(await store.agents.list()).toEqual([other]);
    });
  });

  describe('tokens', () => {
    const token: TokenRecord = { hash: 'h', kind: 'session', name: 'browser', createdAt: noon, expiresAt: noon + 10 };
    const granted: TokenRecord = { ...token, hash: 'granted', grantedBy: 'h' };

    it('are found by hash until their time is over', async () => {
      const { store } = await scene();
      await store.tokens.create(token);
      expect(await store.tokens.find('h', noon + 9)).toEqual(token);
      expect(await store.tokens.find('h', noon + 10)).toBeNull();
      expect(await store.tokens.find('other', noon)).toBeNull();
    });

    it('know by which other one they were granted', async () => {
      const { store } = await scene();
      await store.tokens.create(granted);
      expect(await store.tokens.find('granted', noon)).toEqual(granted);
    });

    it('without an end live until they are deleted, over restarts', async () => {
      const { test, store } = await scene();
      const admin = { ...token, kind: 'admin' as const, expiresAt: null };
      await store.tokens.create(admin);
      const again = await test.reopen();
      expect(await again.tokens.find('h', noon * 2)).toEqual(admin);
      await again.tokens.delete('h');
      await again.tokens.delete('h');
      expect(await again.tokens.find('h', noon)).toBeNull();
    });
  });

  describe('ticks', () => {
    it('are claimed by exactly one caller', async () => {
      const { test, store } = await scene();
      const answers = await Promise.all(Array.from({ length: 5 }, () => store.ticks.claim('cron:1:12', noon)));
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect(await (await test.reopen()).ticks.claim('cron:1:12', noon + 1)).toBe(false);
    });

    it('tell when the last one with a prefix was claimed', async () => {
      const { store } = await scene();
      expect(await store.ticks.last('cron:1:')).toBeNull();
      await store.ticks.claim('cron:1:13', noon + 5);
      await store.ticks.claim('cron:1:12', noon);
      await store.ticks.claim('cron:10:99', noon + 50);
      expect(await store.ticks.last('cron:1:')).toBe(noon + 5);
    });

    it('are forgotten by prefix and age', async () => {
      const { store } = await scene();
      for (const [key, at] of Object.entries({ 'cron:1:a': 1, 'cron:1:b': 2, 'cron:2:a': 1 })) {
        await store.ticks.claim(key, noon + at);
      }
      await store.ticks.forget('cron:1:', noon + 2);
      expect(await store.ticks.claim('cron:1:b', noon)).toBe(false);
      expect(await store.ticks.claim('cron:2:a', noon)).toBe(false);
      expect(await store.ticks.last('cron:1:')).toBe(noon + 2);
      expect(await store.ticks.claim('cron:1:a', noon)).toBe(true);
    });
  });
}
