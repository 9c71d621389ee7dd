import { describe, expect, it } from 'vitest';
import { runGraph } from './run-graph.ts';

const platform = [
  { name: 'redis', dependsOn: ['k3s'] },
  { name: 'gitea', dependsOn: ['k3s'] },
  { name: 'keda', dependsOn: ['redis'] },
  { name: 'agents', dependsOn: ['keda'] },
];

describe('components side by side', () => {
  it('begin together where nothing is between them, and each after what it needs', async () => {
    const events: string[] = [];
    const gate = Promise.withResolvers<void>();
    await runGraph(platform, async ({ name }) => {
      events.push(`${name} begins`);
      if (name === 'gitea') gate.resolve();
      // Redis ends only after Gitea began: one after the other they would wait for ever.
      if (name === 'redis') await gate.promise;
      events.push(`${name} ends`);
    });
    expect(events.slice(0, 2)).toEqual(['redis begins', 'gitea begins']);
    expect(events.indexOf('keda begins')).toBeGreaterThan(events.indexOf('redis ends'));
    expect(events.at(-1)).toBe('agents ends');
  });

  it('go on where one fails, but for those that need it', async () => {
    const broken = new Error('no space');
    const outcomes = await runGraph(platform, async ({ name }) => {
      if (name === 'redis') throw broken;
      return name;
    });
    expect(Object.fromEntries(outcomes)).toEqual({
      redis: { state: 'failed', error: broken },
      gitea: { state: 'done', result: 'gitea' },
      keda: { state: 'skipped', because: 'redis' },
      agents: { state: 'skipped', because: 'redis' },
    });
  });
});
