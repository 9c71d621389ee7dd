import { useRef } from 'preact/hooks';
import type { RunView } from '../../../src/contract/views.ts';
import { call } from '../api/call.ts';
import { endpoints } from '../api/endpoints.ts';
import { useInterval } from '../state/use-interval.ts';
import { useLive } from '../state/use-live.ts';
import { type Resource, useResource } from '../state/use-resource.ts';

/** Events come in bursts (a matrix of 40 jobs starts): one question answers them all. */
const gather = 120;
/** Reasons for waiting change without an event of this run. */
const whileUnfinished = 5_000;

/** A run that stays up to date. */
export function useRun(runId: string): { run: Resource<RunView>; refresh: () => void } {
  const run = useResource(runId, () => call(endpoints.run, { params: { runId } }));
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const refreshSoon = (): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(run.refresh, gather);
  };
  useLive({
    address: `${endpoints.events.path}?runId=${encodeURIComponent(runId)}`,
    events: { run: refreshSoon, job: refreshSoon },
    refresh: run.refresh,
  });
  const unfinished = run.data.value !== null && run.data.value.status !== 'completed';
  useInterval(unfinished ? whileUnfinished : null, run.refresh);
  return { run, refresh: run.refresh };
}
