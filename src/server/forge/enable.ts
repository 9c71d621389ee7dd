import { isRaibidError, RaibidError } from '../../shared/errors.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import type { ServerDeps } from '../deps.ts';
import { builtinForge } from './port.ts';

/**
 * Lets a repository of a forge run here: its entry, its copy, then the ledger as it stands now, then the webhook. What is
 * pushed in between is found by the comparison. For an enabled one only the webhook is made anew, which mends its secret.
 */
export async function enableRepository(deps: ServerDeps, forge: string, wanted: string): Promise<RepositoryRecord> {
  const found = await deps.forges.remote.findRepository(forge, wanted);
  const repository = await entryOf(deps, forge, found);
  await deps.forge.create(repository);
  const wasEnabled = (await deps.store.forges.hook(repository.id)) !== null;
  if (!wasEnabled) await deps.scheduler.takeAsProcessed(repository);
  await deps.store.forges.setHook(repository.id, await deps.forges.remote.ensureHook(repository, true));
  deps.log.info({ repository: repository.fullName, forge }, 'repository enabled');
  return repository;
}

async function entryOf(
  { store, clock }: ServerDeps,
  forge: string,
  found: { fullName: string; defaultBranch: string },
): Promise<RepositoryRecord> {
  const known = await store.repositories.find(found.fullName);
  if (known === null) return store.repositories.create({ ...found, forge, createdAt: clock.now() });
  if (known.forge === forge) return known;
  throw new RaibidError('already_exists', `There is a repository ${known.fullName} already, on ${known.forge}.`);
}

/** Nothing starts for it any more; its runs stay. The forge may be away: its webhook is refused from now on anyway. */
export async function disableRepository(deps: ServerDeps, repository: RepositoryRecord): Promise<void> {
  if (repository.forge === builtinForge) {
    throw new RaibidError('conflict', `${repository.fullName} lives on this server itself: it has no webhook.`, {
      hint: 'To be rid of it: raibid-cli repo delete.',
    });
  }
  const hookId = await deps.store.forges.hook(repository.id);
  if (hookId === null) return;
  await deps.store.forges.setHook(repository.id, null);
  await dropHook(deps, repository, hookId);
  deps.log.info({ repository: repository.fullName }, 'repository disabled');
}

/** Takes the webhook off the forge as far as the forge answers. */
export async function dropHook(
  { forges, log }: Pick<ServerDeps, 'forges' | 'log'>,
  repository: RepositoryRecord,
  hookId: string,
): Promise<void> {
  try {
    await forges.remote.removeHook(repository, hookId);
  } catch (error) {
    if (!isRaibidError(error)) throw error;
    log.warn(
      { err: error, repository: repository.fullName, hookId },
      'the webhook stays on the forge: remove it there',
    );
  }
}
