import type { BranchTrigger, Triggers } from '../contract/plan.ts';
import type { RunTrigger } from '../contract/run-state.ts';
import { matchesFilter } from './filter-pattern.ts';

/** An event as far as filters look at it. */
export interface TriggerEvent {
  name: RunTrigger['event'];
  /** Full ref, such as `refs/heads/main`. */
  ref: string;
  /** Branch a pull request wants to merge into: full ref or short name. */
  baseRef?: string;
  /** Activity of a pull request or release, such as `opened`. */
  action?: string;
  /** Other activities that the same event stands for: a published release was also `created` and `released`. */
  alsoActions?: string[];
  /** Files that differ; null when unknown (path filters match then). */
  changedPaths: string[] | null;
}

/** What starts a run of a pull request when the file names no `types`. */
const defaultPullRequestTypes = ['opened', 'synchronize', 'reopened'];

/** True when the workflow runs for this event. */
export function matchesTrigger(on: Triggers, event: TriggerEvent): boolean {
  return matchers[event.name](on, event);
}

const matchers: Record<RunTrigger['event'], (on: Triggers, event: TriggerEvent) => boolean> = {
  push: (on, event) => on.push !== undefined && matchesPush(on.push, event),
  pull_request: (on, event) => {
    const trigger = on.pull_request;
    if (trigger === undefined) return false;
    const types = trigger.types ?? defaultPullRequestTypes;
    if (event.action !== undefined && !types.includes(event.action)) return false;
    return (
      matchesNames(trigger.branches, trigger.branchesIgnore, shortRef(event.baseRef ?? '')) &&
      matchesPaths(trigger, event)
    );
  },
  release: ({ release }, { action, alsoActions = [] }) => {
    if (release === undefined) return false;
    const { types } = release;
    return types === undefined || [action, ...alsoActions].some((one) => one !== undefined && types.includes(one));
  },
  workflow_dispatch: (on) => on.workflow_dispatch !== undefined,
  schedule: (on) => on.schedule !== undefined,
};

/** Without any ref filter every push counts; with filters for one kind of ref only, the other kind never does. */
function matchesPush(filters: BranchTrigger, event: TriggerEvent): boolean {
  const forBranches = filters.branches !== undefined || filters.branchesIgnore !== undefined;
  const forTags = filters.tags !== undefined || filters.tagsIgnore !== undefined;
  const name = shortRef(event.ref);
  if (event.ref.startsWith('refs/tags/')) {
    // Path filters do not apply to tags.
    return forTags ? matchesNames(filters.tags, filters.tagsIgnore, name) : !forBranches;
  }
  const named = forBranches ? matchesNames(filters.branches, filters.branchesIgnore, name) : !forTags;
  return named && matchesPaths(filters, event);
}

function matchesNames(wanted: string[] | undefined, ignored: string[] | undefined, name: string): boolean {
  if (wanted !== undefined) return matchesFilter(wanted, name);
  return ignored === undefined || !matchesFilter(ignored, name);
}

/** `paths`: one changed file that matches is enough; `paths-ignore`: one that does not match is enough. */
function matchesPaths({ paths, pathsIgnore }: BranchTrigger, { changedPaths }: TriggerEvent): boolean {
  if (changedPaths === null) return true;
  if (paths !== undefined) return changedPaths.some((path) => matchesFilter(paths, path));
  if (pathsIgnore !== undefined) return changedPaths.some((path) => !matchesFilter(pathsIgnore, path));
  return true;
}

/** `main` of `refs/heads/main`, `v1` of `refs/tags/v1`, `5/merge` of `refs/pull/5/merge`. */
export function shortRef(ref: string): string {
  return ref.replace(/^refs\/(heads|tags|pull)\//, '');
}
