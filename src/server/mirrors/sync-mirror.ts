import { isDeepStrictEqual } from 'node:util';
import { sharedDirOf } from '../../contract/config.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { MirrorRecord } from '../../store/port/mirrors.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import type { ServerDeps } from '../deps.ts';
import { builtinForge } from '../forge/port.ts';
import { listRefs } from '../githost/commit-reader.ts';
import { followDefaultBranch } from '../githost/default-branch.ts';
import { repositoryFolder } from '../githost/repository-folder.ts';
import { openCredentials } from './credentials.ts';
import { findRemote } from './find-remote.ts';
import { fetchAll, readRemote } from './remote-git.ts';

export type SyncDeps = Pick<ServerDeps, 'config' | 'store' | 'sealer' | 'forges' | 'scheduler' | 'clock' | 'log'>;

/** Where refs of the other side lie in the copy of a repository that lives on a forge, whose own refs lie beside them. */
const asideOfForge = 'refs/mirror/';

/** A mirror that fails is looked at less and less often, but at least this often, in milliseconds. */
const longestPause = 60 * 60_000;

/**
 * Brings a mirror up to date and makes the runs of what moved, through the ledger as for a push. What the first sync
 * finds starts nothing. How it went is noted in the store; nothing is thrown.
 */
export async function syncMirror(deps: SyncDeps, mirror: MirrorRecord, signal: AbortSignal): Promise<void> {
  const repository = await deps.store.repositories.get(mirror.repositoryId);
  if (repository === null) return;
  const about = { repository: repository.fullName, url: mirror.url };
  try {
    const runIds = await follow(deps, mirror, repository, signal);
    await note(deps, mirror, null);
    if (runIds.length > 0) deps.log.info({ ...about, runIds }, 'a mirror brought pushes');
  } catch (error) {
    // A server that stops has not failed to reach anybody.
    if (signal.aborted) return;
    deps.log.warn({ err: error, ...about }, 'a mirror could not be synced');
    await note(deps, mirror, error instanceof RaibidError ? error.message : 'the server failed; its log says why');
  }
}

async function follow(
  deps: SyncDeps,
  mirror: MirrorRecord,
  repository: RepositoryRecord,
  signal: AbortSignal,
): Promise<string[]> {
  const { config, store, sealer, forges, scheduler } = deps;
  const remote = await findRemote(mirror.url, openCredentials(sealer, mirror), {
    allowPrivate: mirror.allowPrivate,
    signal,
  });
  const folder = repositoryFolder(sharedDirOf(config), repository.id);
  if (repository.forge === builtinForge) {
    // Mostly nothing has moved: then this one connection is all.
    const { refs, defaultBranch } = await readRemote(sharedDirOf(config), remote, signal);
    if (!isDeepStrictEqual(refs, await listRefs(folder))) await fetchAll(folder, remote, 'refs/', signal);
    if (defaultBranch !== null) await followDefaultBranch(deps, repository, defaultBranch);
  } else {
    await fetchAll(folder, remote, asideOfForge, signal);
    const specs = ['heads', 'tags'].map((kind) => `${asideOfForge}${kind}/*:refs/${kind}/*`);
    await forges.remote.push(repository, specs, signal);
  }
  // Until it was synced once, nobody else compares its refs with the ledger.
  if ((await store.mirrors.get(repository.id))?.lastSyncAt !== null) {
    return (await scheduler.reconcile(repository.id)).runIds;
  }
  await scheduler.takeAsProcessed(repository);
  return [];
}

async function note({ store, clock }: SyncDeps, mirror: MirrorRecord, failure: string | null): Promise<void> {
  const at = clock.now();
  const interval = mirror.intervalSeconds * 1000;
  // As long again as it has been failing.
  const failing = failure === null ? 0 : at - (mirror.lastSyncAt ?? mirror.createdAt);
  const pause = Math.max(interval, Math.min(failing, longestPause));
  await store.mirrors.synced(mirror.repositoryId, { at, failure, nextSyncAt: at + pause });
}
