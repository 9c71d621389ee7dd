import type { StepState } from '../../contract/job-message.ts';
import type { Result } from '../../contract/status.ts';
import type { Clock } from '../../shared/clock.ts';

/** The steps of a job as the page shows them: pre steps, steps, then post steps as they come to run. */
export interface StepList {
  /** Appends a step and answers its index. Reported with the next change. */
  add(name: string): number;
  rename(index: number, name: string): void;
  start(index: number): void;
  complete(index: number, conclusion: Result): void;
  /** What never came to run is skipped. */
  finish(): void;
  all(): StepState[];
  report(): void;
}

export function createStepList(clock: Clock, report: (steps: StepState[]) => void): StepList {
  // An entry is replaced, never changed: a report of them all copies no entries.
  const steps: StepState[] = [];
  const all = () => [...steps];
  const change = (index: number, changes: Partial<StepState>): void => {
    const step = steps[index];
    if (step === undefined) return;
    steps[index] = { ...step, ...changes };
    report(all());
  };
  const complete = (index: number, conclusion: Result) =>
    change(index, { status: 'completed', conclusion, completedAt: clock.now() });
  return {
    add: (name) => {
      const index = steps.length;
      steps.push({ index, name, status: 'queued', conclusion: null, startedAt: null, completedAt: null });
      return index;
    },
    rename: (index, name) => {
      if (steps[index]?.name !== name) change(index, { name });
    },
    start: (index) => change(index, { status: 'in_progress', startedAt: clock.now() }),
    complete,
    finish: () => {
      for (const step of all()) if (step.status !== 'completed') complete(step.index, 'skipped');
    },
    all,
    report: () => report(all()),
  };
}
