import type { NewRun } from '../../store/port/deliveries.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import type { ReleaseEvent } from '../forge/events.ts';
import { planEvent } from './plan-event.ts';
import { headlineOf } from './push-runs.ts';
import type { LedgerDeps } from './ref-ledger.ts';

/** The runs of an event of a release, of the workflow files at its tag. One whose tag is gone starts none. */
export async function runsOfRelease(
  { forge, elsewhere }: Pick<LedgerDeps, 'forge' | 'elsewhere'>,
  repository: RepositoryRecord,
  event: ReleaseEvent,
  at: number,
): Promise<NewRun[]> {
  const { tag, action, alsoActions, actor, payload } = event;
  const ref = `refs/tags/${tag}`;
  const object = (await forge.refs(repository))[ref];
  if (object === undefined) return [];
  const reader = forge.commits(repository);
  const head = await reader.commit(object);
  const trigger = {
    event: 'release' as const,
    ref,
    sha: head.sha,
    actor,
    headline: headlineOf(head),
    payload,
    trust: 'repository' as const,
  };
  const files = await reader.listWorkflows(head.sha);
  return planEvent({ repository, trigger, action, alsoActions, changedPaths: null, at }, files, elsewhere);
}
