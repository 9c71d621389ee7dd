import type { StepState } from '../../../src/contract/job-message.ts';
import type { LogLines } from '../log/log-lines.ts';

/** The step that ended a job: the first that failed, else the last that began (a job that ran out of time). */
export function failedStep(steps: StepState[]): StepState | undefined {
  return steps.find((step) => step.conclusion === 'failure') ?? steps.findLast((step) => step.startedAt !== null);
}

/** Indices of the last `count` lines that a step wrote, without its command (the group it begins with) and empty lines. */
export function lastLinesOf(lines: LogLines, step: number, count: number): number[] {
  const section = lines.sections.findLast((candidate) => candidate.step === step);
  if (!section) return [];
  const found: number[] = [];
  for (let index = lines.groupEnds.get(section.start) ?? section.start; index < section.end; index++) {
    if (lines.kinds[index] !== 'endgroup' && lines.texts[index]?.trim() !== '') found.push(index);
  }
  return found.slice(-count);
}
