import type { RefChange } from '../../store/port/deliveries.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import { type DeliverDeps, deliverChanges, deliverMissed, missedChanges, pushKey, standsAt } from './ref-ledger.ts';

/** Delivers what the refs of a repository have that the ledger has not. Answers the ids of the new runs. */
export async function compareRefs(
  deps: DeliverDeps,
  repository: RepositoryRecord,
  actor: string | null,
): Promise<string[]> {
  // The ledger first: another server may take a push in between, and refs older than the ledger would look like a
  // branch that was moved back.
  const ledger = await deps.store.deliveries.ledger(repository.id);
  const refs = await deps.forge.refs(repository);
  return deliverMissed(deps, repository, missedChanges(repository.id, refs, ledger), actor);
}

/**
 * Delivers the changes of a push. Answers the ids of its runs, also of those that a comparison was faster to make.
 * `quiet`: the changes start nothing.
 */
export async function followChanges(
  deps: DeliverDeps,
  repository: RepositoryRecord,
  changes: RefChange[],
  { actor, quiet }: { actor: string; quiet: boolean },
): Promise<string[]> {
  const ledger = await deps.store.deliveries.ledger(repository.id);
  const next = changes.filter(({ ref, before }) => standsAt(ledger[ref], before));
  const runIds = await deliverChanges(deps, repository, next, actor, { startNone: quiet });
  if (next.length === changes.length) return runIds;
  // The ledger stood elsewhere: a comparison was faster, or an earlier change is missing. The refs themselves decide.
  const known = changes.filter(({ ref, after }) => ledger[ref] === after);
  return [...(await runsMade(deps, known)), ...runIds, ...(await compareRefs(deps, repository, actor))];
}

/** The pusher wants to hear of the run also when the comparison of each minute has made it. */
async function runsMade({ store }: DeliverDeps, changes: RefChange[]): Promise<string[]> {
  const deliveries = await Promise.all(changes.map((change) => store.deliveries.find(pushKey(change))));
  return deliveries.flatMap((delivery) => delivery?.runIds ?? []);
}
