import type { Clock } from '../../shared/clock.ts';
import type { JsonObject } from '../../shared/json.ts';
import type { Logger } from '../../shared/logger.ts';
import type { RefChange } from '../../store/port/deliveries.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import type { Store } from '../../store/port.ts';
import type { Forge, SinglePush } from '../forge/port.ts';
import type { JobPushes } from './job-pushes.ts';
import { isZero } from './push-payload.ts';
import { runsOfPush } from './push-runs.ts';
import type { ReadElsewhere } from './read-elsewhere.ts';

export interface LedgerDeps {
  store: Pick<Store, 'deliveries'>;
  forge: Forge;
  elsewhere: ReadElsewhere;
  clock: Clock;
  log: Logger;
}

/** What changes are delivered with. */
export interface DeliverDeps extends LedgerDeps {
  jobPushes: JobPushes;
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

/** Whether a ref whose last processed commit is this one can make a move that begins at `before`. */
export function standsAt(processed: string | undefined, before: string): boolean {
  return processed === before || (processed === undefined && isZero(before));
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
  deps: DeliverDeps,
  repository: RepositoryRecord,
  changes: RefChange[],
  actor: string | null,
  { startNone = false, compared = false } = {},
): Promise<string[]> {
  const newTags = changes.filter(({ ref, after }) => ref.startsWith('refs/tags/') && !isZero(after));
  const quiet = new Set(startNone ? changes : newTags.length > tagsAtOnce ? newTags : []);
  const runIds: string[] = [];
  for (const change of changes) {
    try {
      runIds.push(...(await deliver(deps, repository, change, { actor, quiet: quiet.has(change), compared })));
    } catch (error) {
      deps.log.error({ err: error, ...change }, 'a push could not be turned into runs; it is tried again');
    }
  }
  return runIds;
}

/**
 * Creates what the comparison found. A branch that was pushed to more than once while nobody took the webhooks gets the
 * runs of each push where the forge can tell them apart, otherwise those of its newest commit.
 */
export async function deliverMissed(
  deps: DeliverDeps,
  repository: RepositoryRecord,
  changes: RefChange[],
  actor: string | null,
): Promise<string[]> {
  const runIds: string[] = [];
  const whole: RefChange[] = [];
  for (const change of changes) {
    const pushes = await singlePushes(deps, repository, change);
    if (pushes.length < 2) whole.push(change);
    else
      for (const push of pushes)
        runIds.push(...(await deliverChanges(deps, repository, [push.change], push.actor, { compared: true })));
  }
  return [...runIds, ...(await deliverChanges(deps, repository, whole, actor, { compared: true }))];
}

async function singlePushes(
  { forge, log }: DeliverDeps,
  repository: RepositoryRecord,
  change: RefChange,
): Promise<SinglePush[]> {
  if (isZero(change.before) || isZero(change.after) || !change.ref.startsWith('refs/heads/')) return [];
  try {
    return (await forge.pushesBetween(repository, change)) ?? [];
  } catch (error) {
    log.warn({ err: error, ...change }, 'the single pushes of a moved branch are not known; it counts as one');
    return [];
  }
}

/** How one change is delivered. */
export interface DeliveryManner {
  /** Null: unknown; the commit's author stands for who pushed. */
  actor: string | null;
  /** The ledger moves and no run starts. */
  quiet?: boolean;
  /** `github.event` as a forge reported it. */
  payload?: JsonObject;
  /** Names of the report, so that its replay makes nothing. */
  receipts?: string[];
  /** Found by comparing refs with the ledger: it is true only while the ledger stands where the change begins. */
  compared?: boolean;
  /** A move that the ledger has skipped: runs start, and the ledger stays where it is. */
  late?: boolean;
}

/** Creates the delivery and the runs of one change, and moves the ledger. Throws when its commit cannot be read. */
export async function deliver(
  deps: DeliverDeps,
  repository: RepositoryRecord,
  change: RefChange,
  { actor, quiet = false, payload, receipts, compared = false, late = false }: DeliveryManner,
): Promise<string[]> {
  const at = deps.clock.now();
  const reader = deps.forge.commits(repository);
  const push = { repository, change, actor, at, ...(payload === undefined ? {} : { payload }) };
  const silent = quiet || (await deps.jobPushes.includes(change));
  const runs = silent ? [] : await runsOfPush(reader, push, deps.elsewhere);
  // The store takes a known key as a new event when the ref makes the same move once more (forced back, then forward).
  const delivery = { key: pushKey(change), at, runs, ...(receipts === undefined ? {} : { receipts }) };
  const made = await deps.store.deliveries.create({ ...delivery, change: late ? null : change });
  if (made.stale !== true || compared) return made.runIds;
  // The push was reported, so it was made, whatever another server has processed since this one looked.
  return (await deps.store.deliveries.create({ ...delivery, change: null })).runIds;
}

/** Names a move of a ref, so that webhook, push and comparison make its runs once together. */
export function pushKey({ repositoryId, ref, before, after }: RefChange): string {
  return `push:${repositoryId}:${ref}:${before}:${after}`;
}
