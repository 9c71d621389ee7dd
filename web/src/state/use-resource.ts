import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type Problem, toProblem } from '../api/problem.ts';

export interface Resource<T> {
  /** Null until the first answer. Kept while a later load fails. */
  data: ReadonlySignal<T | null>;
  problem: ReadonlySignal<Problem | null>;
  refresh: () => void;
  /** Puts a newer state in place without asking the server. */
  set: (data: T) => void;
}

/** Loads something when `key` changes and whenever `refresh` is called. Answers that come too late are dropped. */
export function useResource<T>(key: string, load: () => Promise<T>): Resource<T> {
  const data = useSignal<T | null>(null);
  const problem = useSignal<Problem | null>(null);
  const turn = useRef(0);
  const refresh = (): void => {
    turn.current++;
    const mine = turn.current;
    load().then(
      (loaded) => {
        if (mine !== turn.current) return;
        data.value = loaded;
        problem.value = null;
      },
      (error: unknown) => {
        if (mine !== turn.current) return;
        const failed = toProblem(error);
        // The notice above the page says that the server is away; the last known state stays.
        if (failed.status !== 0 || data.value === null) problem.value = failed;
      },
    );
  };
  useEffect(() => {
    data.value = null;
    refresh();
    return () => {
      turn.current++;
    };
  }, [key]);
  return {
    data,
    problem,
    refresh,
    set: (newer) => {
      data.value = newer;
    },
  };
}
