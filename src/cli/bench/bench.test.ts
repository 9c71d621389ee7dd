import { describe, expect, it, vi } from 'vitest';
import { raibidCli } from '../testing/capture.ts';
import { goalText, quantile, reachesGoal, rounded } from './figures.ts';

// Servers and pushes on a busy machine take their time.
vi.setConfig({ testTimeout: 120_000 });

describe('raibid-cli bench', () => {
  it('measures real pushes to a server of its own and prints figures with their goals', async () => {
    const { stdout } = await raibidCli(['bench', 'push', '--pushes', '2', '--json']);
    const { machine, results } = JSON.parse(stdout);
    expect(machine).toMatchObject({ cores: expect.any(Number), node: process.versions.node });
    expect(JSON.stringify(machine)).not.toContain('hostname');
    expect(results).toHaveLength(1);
    const [first] = results[0].figures;
    expect(first).toMatchObject({ unit: 'ms', goal: { most: 150 }, value: expect.any(Number) });
    expect(results[0].figures.every(({ value }: { value: unknown }) => Number.isFinite(value))).toBe(true);
  });

  it('claims and completes jobs over HTTP', async () => {
    const { measureClaims } = await import('./claim-rate.ts');
    const { programCommand } = await import('../../shared/program-command.ts');
    const program = programCommand('raibid-cli');
    const signal = new AbortController().signal;
    const [round] = await measureClaims({ env: process.env, program, jobs: 300, rounds: 1, signal });
    expect(round?.jobsPerSecond).toBeGreaterThan(0);
  });

  it('names what there is when asked for something else', async () => {
    const { code, stderr } = await raibidCli(['bench', 'everything']);
    expect(code).toBe(2);
    expect(stderr).toContain('push, claims, steps');
  });
});

describe('a figure', () => {
  it('is a quantile by the nearest rank', () => {
    expect(quantile([3, 1, 2], 0.5)).toBe(2);
    expect(quantile([1, 2, 3, 4], 0.99)).toBe(4);
    expect(quantile([1, 2], 0)).toBe(1);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it('has three significant digits', () => expect([rounded(1234), rounded(0.12345)]).toEqual([1230, 0.123]));

  it('reaches a goal from the right side', () => {
    const figure = { what: 'x', value: 10, unit: 'ms' };
    expect(reachesGoal(figure)).toBe(true);
    expect(reachesGoal({ ...figure, goal: { most: 9 } })).toBe(false);
    expect(reachesGoal({ ...figure, goal: { least: 9 } })).toBe(true);
    expect(goalText({ ...figure, goal: { most: 9 } })).toBe('< 9 ms');
  });
});
