import type { Triggers } from '../../contract/plan.ts';
import type { WorkflowList, WorkflowView } from '../../contract/views.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import { shortRef } from '../../workflow/triggers.ts';
import type { WorkflowFile } from '../forge/port.ts';
import { triggersOfBroken } from './broken-triggers.ts';
import { type FilesOfCommit, parseAmong } from './parse-among.ts';
import type { LedgerDeps } from './ref-ledger.ts';
import { resolveRef } from './resolve-ref.ts';

/**
 * The workflow files at the newest commit of a branch or tag (the default branch when absent). A broken file stands in
 * the list with its first fault. Calls of other workflows are not followed: starting one checks them.
 */
export async function listWorkflows(
  deps: Pick<LedgerDeps, 'forge' | 'elsewhere'>,
  repository: RepositoryRecord,
  name: string | undefined,
): Promise<WorkflowList> {
  const refs = await deps.forge.refs(repository);
  const { ref, sha } = resolveRef(refs, name ?? repository.defaultBranch, repository.fullName);
  const reader = deps.forge.commits(repository);
  const head = await reader.commit(sha);
  const files = { repository, files: await reader.listWorkflows(head.sha), elsewhere: deps.elsewhere };
  const workflows: WorkflowView[] = [];
  for (const file of files.files) workflows.push(await viewOf(files, file));
  return { ref, sha: head.sha, refs: shortNames(refs), workflows };
}

async function viewOf(files: FilesOfCommit, file: WorkflowFile): Promise<WorkflowView> {
  const parsed = await parseAmong(files, file, () => false);
  if (parsed.ok) {
    const { path, name, on } = parsed.plan;
    return { path, name, events: eventsOf(on), inputs: on.workflow_dispatch?.inputs ?? null, problem: null };
  }
  const triggers = await triggersOfBroken(file);
  const [problem = null] = parsed.problems;
  return { path: file.path, name: file.path, events: triggers ? eventsOf(triggers) : [], inputs: null, problem };
}

function eventsOf(on: Triggers): string[] {
  return Object.entries(on).flatMap(([event, trigger]) => (trigger === undefined ? [] : [event]));
}

function shortNames(refs: Record<string, string>): string[] {
  const named = (prefix: string): string[] =>
    Object.keys(refs)
      .filter((ref) => ref.startsWith(prefix))
      .map(shortRef)
      .toSorted();
  return [...new Set([...named('refs/heads/'), ...named('refs/tags/')])];
}
