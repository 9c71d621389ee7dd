import { isRaibidError } from '../../shared/errors.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import type { RunHeader } from '../../store/port/runs.ts';
import type { ServerDeps } from '../deps.ts';
import { deleteGarbage } from '../garbage.ts';

type RetentionDeps = Pick<ServerDeps, 'store' | 'blobs' | 'config' | 'clock' | 'log'>;

const hour = 3_600_000;
const day = 24 * hour;
/**
 * Reports of events are known again for so long (milliseconds). Forges send one again within days: GitHub for three, Gitea keeps its
 * own for a week. What moved a ref is known for ever, by the ledger.
 */
const deliveryMemory = 90 * day;
/** Ticks with these prefixes count for an hour at most. Those of schedules are forgotten by the next one. */
const passing = ['retention ', 'job-push:', 'secret-key:'];
/** Runs of one round: a fraction of a second, so that nobody waits for it, at a stop neither. */
const batch = 100;
/** Runs looked at, and deleted in one write of the store, at a time. */
const page = 20;

/**
 * One round of deleting old runs with their logs and artifacts; to be called often. Of several servers one has each hour to itself,
 * and does rounds until nothing is left to delete. A round that is cut off has deleted runs whole or not at all; what is left of
 * their bytes is on the list of garbage.
 */
export function createRetention(deps: RetentionDeps): () => Promise<void> {
  let seen = -1;
  let mine = false;
  return async () => {
    const now = Math.floor(deps.clock.now() / hour);
    if (now !== seen) mine = await claimHour(deps, now);
    seen = now;
    if (mine) mine = (await deleteOldRuns(deps, batch)) === batch;
  };
}

/** Whoever has the hour also forgets ticks that nobody asks for after some minutes. */
async function claimHour({ store, clock }: RetentionDeps, now: number): Promise<boolean> {
  const mine = await store.ticks.claim(`retention ${now}`, clock.now());
  if (!mine) return false;
  for (const prefix of passing) await store.ticks.forget(prefix, clock.now() - day);
  await forgetDeliveries(store, clock.now() - deliveryMemory);
  return true;
}

async function forgetDeliveries({ deliveries }: RetentionDeps['store'], before: number): Promise<void> {
  const many = 1_000;
  while ((await deliveries.forget(before, many)) === many);
}

/** Deletes at most so many runs that are past their time or beyond the number to keep; answers how many. */
export async function deleteOldRuns(deps: RetentionDeps, limit: number): Promise<number> {
  const { days, runs } = deps.config.retention;
  const endedBefore = deps.clock.now() - days * day;
  let deleted = 0;
  for (const repository of await deps.store.repositories.list()) {
    deleted += await deleteOldest(deps, repository, { beyond: 0, endedBefore }, limit - deleted);
    if (runs === 0) continue;
    const endless = { beyond: runs, endedBefore: Number.POSITIVE_INFINITY };
    deleted += await deleteOldest(deps, repository, endless, limit - deleted);
  }
  if (deleted === 0) return 0;
  await deleteGarbage(deps);
  deps.log.info({ runs: deleted }, 'deleted old runs');
  return deleted;
}

/** From the oldest on, until one was made too late to be past its time: those after it are younger. */
async function deleteOldest(
  deps: RetentionDeps,
  { id: repositoryId }: RepositoryRecord,
  { beyond, endedBefore }: { beyond: number; endedBefore: number },
  limit: number,
): Promise<number> {
  let deleted = 0;
  let after: string | undefined;
  while (deleted < limit) {
    const query = { repositoryId, beyond, limit: Math.min(page, limit - deleted) };
    const runs = await deps.store.runs.oldest(after === undefined ? query : { ...query, after });
    const old = runs.filter(({ createdAt }) => createdAt < endedBefore);
    const gone = await Promise.all(old.map((run) => endedLongAgo(run, endedBefore) && deleteRun(deps, run.id)));
    deleted += gone.filter(Boolean).length;
    if (old.length < runs.length || runs.length < query.limit) break;
    after = runs.at(-1)?.id;
  }
  return deleted;
}

function endedLongAgo({ status, completedAt }: RunHeader, endedBefore: number): boolean {
  return status === 'completed' && (completedAt ?? Number.POSITIVE_INFINITY) < endedBefore;
}

/** False when somebody was faster: it is gone, or runs again. */
async function deleteRun({ store }: RetentionDeps, runId: string): Promise<boolean> {
  return store.runs.delete(runId).catch((error: unknown) => {
    if (isRaibidError(error) && error.code === 'conflict') return false;
    throw error;
  });
}
