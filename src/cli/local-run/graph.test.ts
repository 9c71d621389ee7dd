import { expect, it } from 'vitest';
import type { WorkflowPlan } from '../../contract/plan.ts';
import { widthOf } from '../output/terminal-text.ts';
import { graphLines } from './graph.ts';

function planOf(jobs: [key: string, ...needs: string[]][]): WorkflowPlan {
  return {
    path: 'ci.yml',
    name: 'CI',
    on: {},
    jobs: jobs.map(([key, ...needs]) => ({ key, needs, runsOn: 'x', outputs: {}, steps: [], at: [1, 1] })),
  };
}

it('draws a row for jobs that can start together', () => {
  expect(graphLines(planOf([['lint'], ['test'], ['build', 'lint', 'test']]), 80)).toEqual([
    '╭──────╮  ╭──────╮',
    '│ lint │  │ test │',
    '╰──────╯  ╰──────╯',
    '    ▼',
    '╭──────────────────╮',
    '│ build            │',
    '│ needs lint, test │',
    '╰──────────────────╯',
  ]);
});

it('breaks rows that are wider than the terminal', () => {
  const lines = graphLines(planOf(Array.from({ length: 12 }, (_, index) => [`job-number-${index}`])), 60);
  expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(60);
  expect(lines.filter((line) => line.includes('╭')).length).toBe(4);
});
