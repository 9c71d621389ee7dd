import { isRaibidError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import type { Store } from '../../store/port.ts';
import { type BackgroundLoop, createLoop } from '../scheduler/background-loop.ts';
import { enabledRepositories } from '../scheduler/enabled-repositories.ts';
import { builtinForge, type RemoteForge } from './port.ts';

export interface HookKeeperDeps {
  store: Pick<Store, 'forges' | 'mirrors' | 'repositories'>;
  remote: Pick<RemoteForge, 'ensureHook'>;
  log: Logger;
}

const hour = 60 * 60_000;

/** Looks after the webhooks of enabled repositories, at the start and each hour: people delete and change them. */
export function createHookKeeper(deps: HookKeeperDeps): BackgroundLoop {
  return createLoop({ name: 'webhooks', every: hour, log: deps.log, round: () => keepHooks(deps) });
}

/** Repairs the webhook of every enabled repository that has lost it. */
export async function keepHooks(deps: HookKeeperDeps): Promise<void> {
  for (const repository of await enabledRepositories(deps.store)) {
    if (repository.forge !== builtinForge) await repairHook(deps, repository);
  }
}

/** Looks at one webhook and mends it; answers how it stands, in words. */
export async function repairHook(
  { store, remote, log }: HookKeeperDeps,
  repository: RepositoryRecord,
): Promise<{ ok: boolean; message: string }> {
  const about = { repository: repository.fullName };
  try {
    const known = await store.forges.hook(repository.id);
    const hookId = await remote.ensureHook(repository, false);
    if (hookId === known) return { ok: true, message: 'the webhook is there' };
    await store.forges.setHook(repository.id, hookId);
    log.warn({ ...about, hookId }, 'the webhook was missing or changed, and is made anew');
    return { ok: true, message: 'the webhook was missing or changed, and is made anew' };
  } catch (error) {
    log.warn({ err: error, ...about }, 'the webhook could not be looked after');
    return { ok: false, message: isRaibidError(error) ? error.message : 'the webhook could not be looked after' };
  }
}
