import { type ReadonlySignal, useSignal } from '@preact/signals';
import { type Problem, toProblem } from '../api/problem.ts';

export interface Action {
  busy: ReadonlySignal<boolean>;
  problem: ReadonlySignal<Problem | null>;
  run: () => void;
}

/** Something a button does: busy while it lasts, with its problem when it fails. */
export function useAction(perform: () => Promise<unknown>): Action {
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const run = (): void => {
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    perform()
      .catch((error: unknown) => {
        problem.value = toProblem(error);
      })
      .finally(() => {
        busy.value = false;
      });
  };
  return { busy, problem, run };
}
