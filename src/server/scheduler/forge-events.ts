import { isRaibidError } from '../../shared/errors.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import type { ForgeEvent, PullRequestEvent, PushEvent, ReleaseEvent } from '../forge/events.ts';
import { builtinForge } from '../forge/port.ts';
import { compareRefs } from './follow-refs.ts';
import { pullRef, runsOfPullRequest } from './pull-request-runs.ts';
import { isZero } from './push-payload.ts';
import { type DeliverDeps, deliver, missedChanges, standsAt } from './ref-ledger.ts';
import { runsOfRelease } from './release-runs.ts';

const nothing = '0'.repeat(40);

/**
 * Creates the runs of an event that a forge reported. `receipts` name the report: its replay creates nothing. The caller
 * takes care that a repository has one event at a time.
 */
export function takeForgeEvent(
  deps: DeliverDeps,
  repository: RepositoryRecord,
  event: ForgeEvent,
  receipts: string[],
): Promise<string[]> {
  if (event.kind === 'refs') return compareRefs(deps, repository, event.actor);
  if (event.kind === 'push') return takePush(deps, repository, event, receipts);
  if (event.kind === 'release') return takeRelease(deps, repository, event, receipts);
  return takePullRequest(deps, repository, event, receipts);
}

/**
 * Reports of pushes come late, twice, in another order, or after the comparison was faster. The ledger says which: at
 * `before` it is the next one; at `after` its runs are there; elsewhere the refs themselves decide what is current, and
 * the reported push, which the ledger has skipped, gets the runs that it would have had.
 */
async function takePush(
  deps: DeliverDeps,
  repository: RepositoryRecord,
  { ref, before, after, actor, payload }: PushEvent,
  receipts: string[],
): Promise<string[]> {
  if (!ref.startsWith('refs/heads/') && !ref.startsWith('refs/tags/')) return [];
  const change = { repositoryId: repository.id, ref, before, after };
  const processed = await ledgerAt(deps, repository, ref);
  if (standsAt(processed, before)) return deliver(deps, repository, change, { actor, payload, receipts });
  if (standsAt(processed, after)) return acknowledge(deps, receipts);
  const found = await compareRefs(deps, repository, actor);
  if (isZero(after) || standsAt(await ledgerAt(deps, repository, ref), after)) return found;
  return [...found, ...(await deliverLate(deps, repository, change, { actor, payload, receipts }))];
}

/** Keeps the receipts of a report whose runs are there already. */
async function acknowledge({ store, clock }: DeliverDeps, receipts: string[]): Promise<string[]> {
  const [key] = receipts;
  if (key === undefined) return [];
  return (await store.deliveries.create({ key, receipts, at: clock.now(), change: null, runs: [] })).runIds;
}

/** The commit of an old push may be gone from the forge; then nobody can run it any more. */
async function deliverLate(...call: Parameters<typeof deliver>): Promise<string[]> {
  const [deps, repository, change, manner] = call;
  try {
    return await deliver(deps, repository, change, { ...manner, late: true });
  } catch (error) {
    if (isRaibidError(error, 'not_found')) return [];
    throw error;
  }
}

async function takeRelease(
  deps: DeliverDeps,
  repository: RepositoryRecord,
  event: ReleaseEvent,
  receipts: string[],
): Promise<string[]> {
  const at = deps.clock.now();
  const runs = await runsOfRelease(deps, repository, event, at);
  const [key = ''] = receipts;
  return (await deps.store.deliveries.create({ key, receipts, at, change: null, runs })).runIds;
}

/** Activities that stand for a new head: the ledger keeps it, so that one whose report was lost is found again. */
const movesHead = new Set(['opened', 'synchronize']);

async function takePullRequest(
  deps: DeliverDeps,
  repository: RepositoryRecord,
  event: PullRequestEvent,
  receipts: string[],
): Promise<string[]> {
  if (!movesHead.has(event.action)) return deliverPullRequest(deps, repository, event, receipts, null);
  const before = (await ledgerAt(deps, repository, pullRef(event.number))) ?? nothing;
  if (before === event.headSha) return acknowledge(deps, receipts);
  const moved = (await isNewest(deps, repository, event, before)) ? before : null;
  return deliverPullRequest(deps, repository, event, receipts, moved);
}

/** Reports may come in another order; only the newest head becomes what the ledger compares with. */
async function isNewest(
  { forge }: DeliverDeps,
  repository: RepositoryRecord,
  { number, headSha, payload }: PullRequestEvent,
  before: string,
): Promise<boolean> {
  const told = typeof payload.before === 'string' ? payload.before : nothing;
  if (told === before) return true;
  const open = await forge.pullRequests(repository);
  return open.some((pull) => pull.number === number && pull.headSha === headSha);
}

/** `before`: what the ledger has for the head, which moves; null: it stays. */
async function deliverPullRequest(
  deps: DeliverDeps,
  repository: RepositoryRecord,
  event: PullRequestEvent,
  receipts: string[],
  before: string | null,
): Promise<string[]> {
  const at = deps.clock.now();
  const runs = await runsOfPullRequest(deps.forge.commits(repository), repository, event, at, deps.elsewhere);
  const { number, headSha: after } = event;
  const change = before === null ? null : { repositoryId: repository.id, ref: pullRef(number), before, after };
  const key = change === null ? (receipts[0] ?? '') : `pull:${repository.id}:${number}:${before}:${after}`;
  const made = await deps.store.deliveries.create({ key, receipts, at, change, runs });
  // Without receipts it was found by looking; the next look sees what another server has made of it.
  if (made.stale !== true || receipts.length === 0) return made.runIds;
  return (await deps.store.deliveries.create({ key, receipts, at, change: null, runs })).runIds;
}

/** Open pull requests whose head the ledger does not know: their webhook was lost. Answers the runs made. */
export async function catchUpPullRequests(deps: DeliverDeps, repository: RepositoryRecord): Promise<string[]> {
  if (repository.forge === builtinForge) return [];
  const ledger = await deps.store.deliveries.ledger(repository.id);
  const runIds: string[] = [];
  for (const found of await deps.forge.pullRequests(repository)) {
    const known = ledger[pullRef(found.number)];
    if (known === found.headSha) continue;
    const action = known === undefined ? 'opened' : 'synchronize';
    const event = { ...found, action, payload: { ...found.payload, action } };
    runIds.push(...(await deliverPullRequest(deps, repository, event, [], known ?? nothing)));
  }
  return runIds;
}

/** Takes everything that is on the forge now as processed: an enabled repository starts with what comes next. */
export async function takeAsProcessed(deps: DeliverDeps, repository: RepositoryRecord): Promise<void> {
  const ledger = await deps.store.deliveries.ledger(repository.id);
  const refs = await deps.forge.refs(repository);
  const pulls = await deps.forge.pullRequests(repository);
  const heads = pulls
    .map(({ number, headSha }) => ({ ref: pullRef(number), after: headSha }))
    .map(({ ref, after }) => ({ repositoryId: repository.id, ref, before: ledger[ref] ?? nothing, after }))
    .filter(({ before, after }) => before !== after);
  for (const change of [...missedChanges(repository.id, refs, ledger), ...heads]) {
    await deliver(deps, repository, change, { actor: null, quiet: true, compared: true });
  }
}

async function ledgerAt(
  { store }: DeliverDeps,
  repository: RepositoryRecord,
  ref: string,
): Promise<string | undefined> {
  return (await store.deliveries.ledger(repository.id))[ref];
}
