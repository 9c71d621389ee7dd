import { isRaibidError } from '../../shared/errors.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import { type BackgroundLoop, createLoop } from '../scheduler/background-loop.ts';
import { enabledRepositories } from '../scheduler/enabled-repositories.ts';
import { builtinForge } from './port.ts';
import { type RenewHooksDeps, renewHooks } from './renew-hooks.ts';

export type HookKeeperDeps = Pick<RenewHooksDeps, 'store' | 'remote' | 'log'>;

const hour = 60 * 60_000;

/**
 * Looks after the webhooks of enabled repositories, at the start and each hour: people delete and change them, and a new
 * key is to reach all of them.
 */
export function createHookKeeper(deps: RenewHooksDeps): BackgroundLoop {
  async function round(): Promise<void> {
    await renewHooks(deps);
    await keepHooks(deps);
  }
  return createLoop({ name: 'webhooks', every: hour, log: deps.log, round });
}

/** Repairs the webhook of every enabled repository that has lost it. */
async function keepHooks(deps: HookKeeperDeps): Promise<void> {
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
