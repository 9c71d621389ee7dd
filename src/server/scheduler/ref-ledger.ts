import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { RefChange, RepositoryRecord, Store } from '../../store/port.ts';
import type { Forge } from '../forge/port.ts';
import { isZero } from './push-payload.ts';
import { runsOfPush } from './push-runs.ts';

export interface LedgerDeps {
  store: Pick<Store, 'deliveries'>;
  forge: Forge;
  clock: Clock;
  log: Logger;
}

const nothing = '0'.repeat(40);
/** GitHub: "Events will not be created for tags when more than three tags are pushed at once." */
const tagsAtOnce = 3;

/**
 * What differs between the refs of a forge and the ledger of processed ones.
 * @returns one change a branch or tag, in the order of their names
 */
export function missedChanges(
  repositoryId: string,
  refs: Record<string, string>,
  ledger: Record<string, string>,
): RefChange[] {
  const names = [...new Set([...Object.keys(refs), ...Object.keys(ledger)])].filter(isBranchOrTag).sort();
  return names
    .map((ref) => ({ repositoryId, ref, before: ledger[ref] ?? nothing, after: refs[ref] ?? nothing }))
    .filter(({ before, after }) => before !== after);
}

/** Other refs (`refs/pull/...`, notes) start no push. */
function isBranchOrTag(ref: string): boolean {
  return ref.startsWith('refs/heads/') || ref.startsWith('refs/tags/');
}

/**
 * Creates the deliveries of these changes; the ledger moves with each. Call it with a change whose `before` is the
 * ledger's. One that fails is logged and stays for the next comparison. `startNone`: only the ledger moves.
 */
export async function deliverChanges(
  deps: LedgerDeps,
  repository: RepositoryRecord,
  changes: RefChange[],
  actor: string | null,
  startNone = false,
): Promise<string[]> {
  const newTags = changes.filter(({ ref, after }) => ref.startsWith('refs/tags/') && !isZero(after));
  const quiet = new Set(startNone ? changes : newTags.length > tagsAtOnce ? newTags : []);
  const runIds: string[] = [];
  for (const change of changes) {
    try {
      runIds.push(...(await deliver(deps, repository, change, actor, quiet.has(change))));
    } catch (error) {
      deps.log.error({ err: error, ...change }, 'a push could not be turned into runs; it is tried again');
    }
  }
  return runIds;
}

async function deliver(
  deps: LedgerDeps,
  repository: RepositoryRecord,
  change: RefChange,
  actor: string | null,
  quiet: boolean,
): Promise<string[]> {
  const at = deps.clock.now();
  const reader = deps.forge.commits(repository);
  const runs = quiet ? [] : await runsOfPush(reader, { repository, change, actor, at });
  const { ref, before, after } = change;
  // The store takes a known key as a new event when the ref makes the same move once more (forced back, then forward).
  const key = `push:${change.repositoryId}:${ref}:${before}:${after}`;
  return (await deps.store.deliveries.create({ key, at, change, runs })).runIds;
}
