import type { Logger } from '../../shared/logger.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import type { Store } from '../../store/port.ts';
import { enabledRepositories } from '../scheduler/enabled-repositories.ts';
import type { ForgeConnections } from './connection.ts';
import type { RemoteForge } from './port.ts';

export interface RenewHooksDeps {
  store: Pick<Store, 'forges' | 'mirrors' | 'repositories'>;
  remote: Pick<RemoteForge, 'ensureHook'>;
  connections: ForgeConnections;
  log: Logger;
}

/**
 * Gives the webhooks of every forge whose key was replaced secrets of the new one; the former keys end when all have them.
 * What fails is logged, and tried again at the next call.
 */
export async function renewHooks(deps: RenewHooksDeps): Promise<void> {
  for (const { name } of await deps.store.forges.list()) {
    try {
      await renewOf(deps, name);
    } catch (error) {
      deps.log.warn({ err: error, forge: name }, 'the webhooks could not be given their new secrets');
    }
  }
}

async function renewOf(deps: RenewHooksDeps, forge: string): Promise<void> {
  const { hookKey, formerHookKeys } = await deps.connections.get(forge);
  if (formerHookKeys.length > 0 && (await renewAll(deps, forge))) await endFormerKeys(deps, forge, hookKey);
}

/** True when every webhook was made anew. */
async function renewAll(deps: RenewHooksDeps, forge: string): Promise<boolean> {
  let all = true;
  for (const repository of await enabledRepositories(deps.store)) {
    if (repository.forge === forge && !(await renewOne(deps, repository))) all = false;
  }
  return all;
}

async function renewOne({ store, remote, log }: RenewHooksDeps, repository: RepositoryRecord): Promise<boolean> {
  try {
    await store.forges.setHook(repository.id, await remote.ensureHook(repository, true));
    return true;
  } catch (error) {
    log.warn({ err: error, repository: repository.fullName }, 'the webhook could not be given its new secret');
    return false;
  }
}

/** Not when the key was replaced once more meanwhile: that is for the next call. */
async function endFormerKeys({ store, connections, log }: RenewHooksDeps, forge: string, key: string): Promise<void> {
  const record = await store.forges.find(forge);
  const connection = await connections.get(forge);
  if (record === null || connection.hookKey !== key) return;
  const keys = { hookKey: key, formerHookKeys: [] };
  await store.forges.reseal(forge, connections.seal(connection, record.createdAt, keys).credentials);
  log.info({ forge }, 'all webhooks have secrets of the new key');
}
