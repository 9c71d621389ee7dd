import { describe, expect, it } from 'vitest';
import type { StepState } from '../../../src/contract/job-message.ts';
import { LogLines } from '../log/log-lines.ts';
import { failedStep, lastLinesOf } from './failed-step.ts';

function step(index: number, changes: Partial<StepState>): StepState {
  return {
    index,
    name: `Step ${index}`,
    status: 'completed',
    conclusion: 'success',
    startedAt: 0,
    completedAt: 0,
    ...changes,
  };
}

function linesOf(...texts: [step: number, text: string][]): LogLines {
  const lines = new LogLines();
  for (const [s, x] of texts) lines.push({ t: 0, s, x });
  return lines;
}

describe('the step that ended a job', () => {
  it('is the first that failed, not one after it', () => {
    const steps = [step(0, {}), step(1, { conclusion: 'failure' }), step(2, { conclusion: 'failure' })];
    expect(failedStep(steps)?.index).toBe(1);
  });

  it('is the last that began when none failed by itself', () => {
    expect(failedStep([step(0, {}), step(1, { conclusion: 'cancelled' }), step(2, { startedAt: null })])?.index).toBe(
      1,
    );
  });
});

describe('the last lines of a step', () => {
  it('leave out its command, empty lines, and what later steps wrote', () => {
    const lines = linesOf(
      [1, '##[group]Run npm test'],
      [1, 'shell: bash'],
      [1, '##[endgroup]'],
      [1, 'first'],
      [1, ''],
      [1, 'expected 4'],
      [1, '##[error]exit code 1'],
      [2, 'cleaning up'],
    );
    expect(lastLinesOf(lines, 1, 2).map((index) => lines.texts[index])).toEqual(['expected 4', 'exit code 1']);
    expect(lastLinesOf(lines, 1, 9)).toHaveLength(3);
    expect(lastLinesOf(lines, 5, 9)).toEqual([]);
  });

  it('are found in a group that the step did not come to end', () => {
    const grouped = linesOf([1, '##[group]Run it'], [1, '##[endgroup]'], [1, '##[group]Tests'], [1, 'wrong'], [2, 'x']);
    expect(lastLinesOf(grouped, 1, 1)).toEqual([3]);
  });
});
