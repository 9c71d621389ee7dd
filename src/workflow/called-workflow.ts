import { isWorkflowFile } from './workflow-files.ts';

/** A workflow file that a job calls. `repository` null: the same repository and commit as the file with the job. */
export type CalledWorkflow = { repository: null; path: string } | CalledElsewhere;

/** `ref`: branch, tag or commit. */
export interface CalledElsewhere {
  repository: string;
  path: string;
  ref: string;
}

const remote = /^([A-Za-z0-9][\w.-]*\/[\w.-]+)\/([^@\s]+)@([^\s@]+)$/;

/** Reads `uses` of a job: `./.github/workflows/x.yml`, or `owner/name/.github/workflows/x.yml@ref`. Null for anything else. */
export function calledWorkflow(uses: string): CalledWorkflow | null {
  if (uses.startsWith('./')) return isWorkflowFile(uses.slice(2)) ? { repository: null, path: uses.slice(2) } : null;
  const [, repository, path = '', ref] = remote.exec(uses) ?? [];
  return repository === undefined || ref === undefined || !isWorkflowFile(path) ? null : { repository, path, ref };
}

/** How a plan names it: the path, or `owner/name/path@ref`. */
export function nameOfCalled(called: CalledWorkflow): string {
  return called.repository === null ? called.path : `${called.repository}/${called.path}@${called.ref}`;
}

/** The other way round. */
export function calledOfName(name: string): CalledWorkflow {
  return calledWorkflow(name) ?? { repository: null, path: name };
}

/** What a call inside a called workflow names, seen from the file that everything began with. */
export function calledFrom(outer: CalledWorkflow, inner: CalledWorkflow): CalledWorkflow {
  return inner.repository === null && outer.repository !== null ? { ...outer, path: inner.path } : inner;
}
