import type { RepositoryRecord } from '../../store/port/repositories.ts';
import type { ServerDeps } from '../deps.ts';
import { builtinForge } from '../forge/port.ts';

/**
 * Makes an empty repository of the built-in hosting; `already_exists` when its name is taken. The entry comes first, so
 * that a name is taken once; without its files the entry goes again.
 */
export async function createRepository(
  deps: Pick<ServerDeps, 'store' | 'forge' | 'clock' | 'log'>,
  { fullName, defaultBranch }: { fullName: string; defaultBranch: string },
): Promise<RepositoryRecord> {
  const createdAt = deps.clock.now();
  const record = await deps.store.repositories.create({ fullName, defaultBranch, forge: builtinForge, createdAt });
  try {
    await deps.forge.create(record);
  } catch (error) {
    await deps.store.repositories.delete(record.id);
    throw error;
  }
  deps.log.info({ repository: fullName }, 'repository created');
  return record;
}
