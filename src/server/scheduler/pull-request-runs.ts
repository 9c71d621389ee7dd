import { RaibidError } from '../../shared/errors.ts';
import type { NewRun } from '../../store/port/deliveries.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import type { PullRequestEvent } from '../forge/events.ts';
import type { CommitReader } from '../forge/port.ts';
import { planEvent } from './plan-event.ts';
import { commitOrNull, headlineOf } from './push-runs.ts';
import type { ReadElsewhere } from './read-elsewhere.ts';
import { asksToSkip } from './skip-markers.ts';

/**
 * The runs of an event of a pull request, of the workflow files at its head. The ref is the head, as forges other than
 * GitHub keep no merge commit; code of another repository is a stranger's and waits for approval.
 */
export async function runsOfPullRequest(
  reader: CommitReader,
  repository: RepositoryRecord,
  event: PullRequestEvent,
  at: number,
  elsewhere: ReadElsewhere,
): Promise<NewRun[]> {
  const { headSha, mergeBase, baseRef, action, actor, payload, fork } = event;
  const head = await commitOrNull(reader, headSha);
  if (head === null) throw new RaibidError('not_found', `${repository.fullName} has no commit ${headSha}.`);
  if (asksToSkip(head.message)) return [];
  const files = await reader.listWorkflows(head.sha);
  if (files.length === 0) return [];
  const changedPaths = mergeBase === null ? null : await reader.changedPaths(mergeBase, headSha);
  const trigger = {
    event: 'pull_request' as const,
    ref: pullRef(event.number),
    sha: head.sha,
    actor,
    headline: headlineOf(head),
    payload,
    trust: fork ? ('fork' as const) : ('repository' as const),
  };
  return planEvent({ repository, trigger, baseRef, action, changedPaths, at }, files, elsewhere);
}

/** Where a forge keeps the head of a pull request; the ledger keeps its last processed commit under this name. */
export function pullRef(number: number): string {
  return `refs/pull/${number}/head`;
}
