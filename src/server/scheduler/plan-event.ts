import type { Triggers, WorkflowPlan } from '../../contract/plan.ts';
import type { RunState, RunTrigger } from '../../contract/run-state.ts';
import { failedRunState, newRunState } from '../../engine/new-run.ts';
import type { JsonObject } from '../../shared/json.ts';
import type { NewRun } from '../../store/port/deliveries.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import type { WorkflowProblem } from '../../workflow/problem.ts';
import { matchesTrigger } from '../../workflow/triggers.ts';
import type { WorkflowFile } from '../forge/port.ts';
import { triggersOfBroken } from './broken-triggers.ts';
import { type FilesOfCommit, parseAmong } from './parse-among.ts';
import type { ReadElsewhere } from './read-elsewhere.ts';

/** Something that may start workflows. */
export interface CiEvent {
  repository: RepositoryRecord;
  trigger: RunTrigger;
  /** `pull_request`: the branch it wants to go into, as a full ref. */
  baseRef?: string;
  /** `pull_request`, `release`: what happened to it. */
  action?: string;
  /** Other activities that it stands for. */
  alsoActions?: string[];
  /** Null: unknown, path filters match. */
  changedPaths: string[] | null;
  at: number;
}

/**
 * The runs that an event starts, of the workflow files at its commit. A broken file gives a run that has failed already,
 * naming the place, unless its `on` can still be read and excludes the event.
 */
export async function planEvent(event: CiEvent, files: WorkflowFile[], elsewhere: ReadElsewhere): Promise<NewRun[]> {
  const runs: NewRun[] = [];
  for (const file of files) {
    const run = await planFile(event, file, { repository: event.repository, files, elsewhere });
    if (run !== null) runs.push(run);
  }
  return runs;
}

/** The run of one file; null when the event does not start it. */
export async function planFile(event: CiEvent, file: WorkflowFile, files: FilesOfCommit): Promise<NewRun | null> {
  const parsed = await parseAmong(files, file, (on) => starts(event, on));
  if (parsed.ok) return starts(event, parsed.plan.on) ? plannedRun(event, parsed.plan, {}) : null;
  const triggers = await triggersOfBroken(file);
  if (triggers !== null && !starts(event, triggers)) return null;
  const [problem] = parsed.problems;
  return problem === undefined ? null : brokenRun(event, file, problem);
}

function starts(event: CiEvent, on: Triggers): boolean {
  const { trigger, baseRef, action, alsoActions, changedPaths } = event;
  return matchesTrigger(on, {
    name: trigger.event,
    ref: trigger.ref,
    changedPaths,
    ...(baseRef === undefined ? {} : { baseRef }),
    ...(action === undefined ? {} : { action }),
    ...(alsoActions === undefined ? {} : { alsoActions }),
  });
}

export function plannedRun(event: Omit<CiEvent, 'changedPaths'>, plan: WorkflowPlan, inputs: JsonObject): NewRun {
  const { repository, trigger, at } = event;
  return { state: newRunState({ repository: nameOf(repository), plan, trigger, inputs, vars: {}, at }) };
}

function brokenRun(event: CiEvent, file: WorkflowFile, problem: WorkflowProblem): NewRun {
  const { repository, trigger, at } = event;
  return {
    state: failedRunState({ repository: nameOf(repository), path: file.path, problem, trigger, vars: {}, at }),
  };
}

function nameOf({ id, fullName, defaultBranch }: RepositoryRecord): RunState['repository'] {
  return { id, fullName, defaultBranch };
}
