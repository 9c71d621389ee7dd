import { sharedDirOf } from '../../contract/config.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import type { ServerDeps } from '../deps.ts';
import { builtinForge } from '../forge/port.ts';
import { isZero } from '../scheduler/push-payload.ts';
import { repositoryFolder } from './repository-folder.ts';
import { readGit } from './run-git.ts';

type BranchDeps = Pick<ServerDeps, 'store' | 'config' | 'log'>;

/**
 * Makes a branch the default one: schedules, dispatches without a ref and the caches of all branches go by it, and a clone
 * begins with it. Answers the repository as it is from then on. The branch need not exist yet.
 */
export async function followDefaultBranch(
  { store, config, log }: BranchDeps,
  repository: RepositoryRecord,
  branch: string,
): Promise<RepositoryRecord> {
  if (branch === repository.defaultBranch) return repository;
  if (repository.forge === builtinForge) {
    const folder = repositoryFolder(sharedDirOf(config), repository.id);
    await readGit({ folder, args: ['symbolic-ref', 'HEAD', `refs/heads/${branch}`] });
  }
  await store.repositories.setDefaultBranch(repository.id, branch);
  log.info({ repository: repository.fullName, from: repository.defaultBranch, to: branch }, 'default branch');
  return { ...repository, defaultBranch: branch };
}

/**
 * A repository whose default branch nobody ever pushed takes the first branch of the push instead, as people expect of
 * one that was empty. Answers the new default branch, or null when it stays.
 */
export async function adoptFirstBranch(
  deps: BranchDeps & Pick<ServerDeps, 'forge'>,
  repository: RepositoryRecord,
  pushed: readonly { ref: string; before: string; after: string }[],
): Promise<string | null> {
  // Most pushes move a branch that exists: they need no look at the refs.
  const created = pushed.filter(({ before, after }) => isZero(before) && !isZero(after)).map(({ ref }) => ref);
  const first = created.find((ref) => ref.startsWith(heads));
  const wanted = `${heads}${repository.defaultBranch}`;
  if (first === undefined || created.includes(wanted)) return null;
  if (wanted in (await deps.forge.refs(repository))) return null;
  const branch = first.slice(heads.length);
  await followDefaultBranch(deps, repository, branch);
  return branch;
}

const heads = 'refs/heads/';
