import { describe, expect, it } from 'vitest';
import type { WorkflowPlan } from '../../contract/plan.ts';
import { keepJobs, matrixFilter } from './choose-jobs.ts';

function planOf(jobs: Record<string, string[]>): WorkflowPlan {
  return {
    path: 'ci.yml',
    name: 'CI',
    on: {},
    jobs: Object.entries(jobs).map(([key, needs]) => ({ key, needs, runsOn: 'x', outputs: {}, steps: [], at: [1, 1] })),
  };
}

describe('keepJobs', () => {
  const plan = planOf({ lint: [], test: [], build: ['test'], deploy: ['build', 'lint'], docs: [] });

  it('keeps a job with all that it needs, in the order of the file', () => {
    expect(keepJobs(plan, ['build']).jobs.map((job) => job.key)).toEqual(['test', 'build']);
    expect(keepJobs(plan, ['deploy']).jobs.map((job) => job.key)).toEqual(['lint', 'test', 'build', 'deploy']);
  });

  it('keeps everything when nothing is named', () => expect(keepJobs(plan, [])).toBe(plan));

  it('names the jobs there are when one is not', () => {
    expect(() => keepJobs(plan, ['tests'])).toThrow("has no job 'tests'");
  });
});

describe('matrixFilter', () => {
  const wants = matrixFilter([
    ['node', '20'],
    ['node', '24'],
    ['os', 'linux'],
  ]);

  it.each([
    [{ node: 24, os: 'linux' }, true],
    [{ node: '20', os: 'linux' }, true],
    [{ node: 22, os: 'linux' }, false],
    [{ node: 24, os: 'macos' }, false],
    [{ other: true }, true],
    [null, true],
  ])('%j: %s', (matrix, expected) => expect(wants({ matrix })).toBe(expected));
});
