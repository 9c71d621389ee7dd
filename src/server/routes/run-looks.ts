import type { RunState } from '../../contract/run-state.ts';
import type { Status } from '../../contract/status.ts';
import { isShown } from '../../engine/calls/shown-jobs.ts';
import type { RunHeader } from '../../store/port/runs.ts';
import type { Store } from '../../store/port.ts';
import type { KeyedEvent } from './change-filter.ts';
import { headerOf, loadRun } from './load-run.ts';
import { runSummary } from './views/run-summary.ts';
import { runWaitingReason } from './views/waiting.ts';

/** Looks at what a stream watches and answers it as events, changed or not. */
export type RunLook = () => Promise<KeyedEvent[]>;

const newest = 50;
const unfinished: readonly Status[] = ['queued', 'waiting', 'in_progress'];

/** One run with its jobs; `not_found` at once when there is no such run. A run that is deleted later says no more. */
export async function lookAtRun(store: Store, runId: string): Promise<RunLook> {
  await loadRun({ store }, runId);
  return async () => {
    const run = await store.runs.get(runId);
    return run === null ? [] : [runEvent(headerOf(run)), ...jobEvents(run)];
  };
}

/** The newest runs, all that came since the last look, those that are not over, and those that were not over then. */
export function lookAtRuns(store: Store): RunLook {
  let active = new Set<string>();
  let seen = Number.POSITIVE_INFINITY;
  return async () => {
    const lists = await Promise.all([
      listSince(store, seen),
      ...unfinished.map((status) => store.runs.list({ status, limit: newest })),
    ]);
    const found = new Map(lists.flat().map((header) => [header.id, header]));
    const gone = [...active].filter((id) => !found.has(id));
    for (const run of await Promise.all(gone.map((id) => store.runs.get(id)))) {
      if (run !== null) found.set(run.id, headerOf(run));
    }
    seen = Math.max(0, ...[...found.keys()].map(Number));
    active = new Set([...found.values()].filter((header) => header.status !== 'completed').map(({ id }) => id));
    return [...found.values()].sort(byId).map(runEvent);
  };
}

/** The newest page, and further ones until a run that was seen before: many may come between two looks. */
async function listSince(store: Store, seen: number): Promise<RunHeader[]> {
  const runs = await store.runs.list({ limit: newest });
  let page = runs;
  for (
    let last = page.at(-1);
    last !== undefined && page.length === newest && Number(last.id) > seen;
    last = page.at(-1)
  ) {
    page = await store.runs.list({ limit: newest, before: last.id });
    runs.push(...page);
  }
  return runs;
}

function runEvent(header: RunHeader): KeyedEvent {
  return { key: `run ${header.id}`, event: 'run', data: runSummary(header, runWaitingReason(header)) };
}

function jobEvents(run: RunState): KeyedEvent[] {
  return run.jobs.filter(isShown).map(({ id, status, conclusion }) => ({
    key: `job ${id}`,
    event: 'job',
    data: { runId: run.id, jobId: id, status, conclusion },
  }));
}

/** Run ids are decimal numbers that grow. */
function byId(a: RunHeader, b: RunHeader): number {
  return Number(a.id) - Number(b.id);
}
