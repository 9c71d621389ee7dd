import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { RunSummary } from '../../../src/contract/views.ts';
import { call } from '../api/call.ts';
import { endpoints } from '../api/endpoints.ts';
import { type Problem, toProblem } from '../api/problem.ts';
import { useLive } from '../state/use-live.ts';
import { useResource } from '../state/use-resource.ts';
import { upsertRun } from './run-filter.ts';

const pageSize = 50;

export interface RunListState {
  /** Null until the first answer. */
  runs: ReadonlySignal<RunSummary[] | null>;
  problem: ReadonlySignal<Problem | null>;
  /** The server has older ones. */
  more: ReadonlySignal<boolean>;
  busy: ReadonlySignal<boolean>;
  loadMore: () => void;
}

/** The runs that the server's part of the filter gives, page by page, kept up to date by events. */
export function useRunList(query: Record<string, string>): RunListState {
  const key = JSON.stringify(query);
  const load = (before?: string) =>
    call(endpoints.runs, { query: { ...query, limit: String(pageSize), ...(before ? { before } : {}) } });
  const newest = useResource(key, () => load());
  const runs = useSignal<RunSummary[] | null>(null);
  const next = useSignal<string | null>(null);
  const more = useSignal(false);
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);

  useEffect(() => {
    runs.value = null;
    next.value = null;
    more.value = false;
  }, [key]);
  useEffect(() => {
    const page = newest.data.value;
    if (!page) return;
    const first = runs.value === null;
    runs.value = page.runs.reduce(upsertRun, runs.value ?? []);
    // A refresh must not forget the older pages that were loaded already.
    if (first) next.value = page.next;
    more.value = next.value !== null;
  }, [newest.data.value]);
  useEffect(() => {
    problem.value = newest.problem.value;
  }, [newest.problem.value]);

  useLive({
    address: endpoints.events.path,
    events: {
      run: (data) => {
        if (runs.value && isRun(data)) runs.value = upsertRun(runs.value, data);
      },
    },
    refresh: newest.refresh,
  });

  const loadMore = (): void => {
    if (next.value === null || busy.value) return;
    busy.value = true;
    load(next.value)
      .then((page) => {
        runs.value = page.runs.reduce(upsertRun, runs.value ?? []);
        next.value = page.next;
        more.value = page.next !== null;
      })
      .catch((error: unknown) => {
        problem.value = toProblem(error);
      })
      .finally(() => {
        busy.value = false;
      });
  };
  return { runs, problem, more, busy, loadMore };
}

function isRun(data: unknown): data is RunSummary {
  return typeof data === 'object' && data !== null && 'id' in data && 'workflow' in data;
}
