import type { RepositoryRecord } from '../../store/port/repositories.ts';
import type { Store } from '../../store/port.ts';
import { builtinForge } from '../forge/port.ts';

/**
 * A repository on a forge counts while the server has its webhook there; one of the built-in hosting always. A mirror
 * counts once its first sync has ended: what was there already starts nothing.
 */
export async function isEnabled(
  { forges, mirrors }: Pick<Store, 'forges' | 'mirrors'>,
  { id, forge }: Pick<RepositoryRecord, 'id' | 'forge'>,
): Promise<boolean> {
  if ((await mirrors.get(id))?.lastSyncAt === null) return false;
  return forge === builtinForge || (await forges.hook(id)) !== null;
}

/** The repositories for which things happen by themselves. */
export async function enabledRepositories(
  store: Pick<Store, 'forges' | 'mirrors' | 'repositories'>,
): Promise<RepositoryRecord[]> {
  const all = await store.repositories.list();
  const enabled = await Promise.all(all.map((repository) => isEnabled(store, repository)));
  return all.filter((_, index) => enabled[index]);
}
