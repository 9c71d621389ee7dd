import { RaibidError } from '../../shared/errors.ts';
import type { ComponentContext } from '../context.ts';
import { type InfraClone, infraRepository, mainBranch, writtenBranch } from './infra-repository.ts';

/** Who hears of what is being done. */
export type Teller = Pick<ComponentContext, 'progress'>;

/** Checks the written branch out; one that is not there yet begins where the repository began. */
export async function checkoutWritten({ git }: InfraClone): Promise<void> {
  const isThere = (await git('branch', '--remotes', '--list', `origin/${writtenBranch}`)) !== '';
  const from = isThere ? `origin/${writtenBranch}` : await git('rev-list', '--max-parents=0', mainBranch);
  await git('checkout', '--quiet', '-B', writtenBranch, from);
}

/** Files that main would get from the written branch. */
export async function filesToMerge({ git }: InfraClone): Promise<string[]> {
  const text = await git('diff', '--name-only', `${mainBranch}...${writtenBranch}`);
  return text.split('\n').filter(Boolean);
}

/**
 * Brings what the written branch has into main, tries that out, and pushes both. Answers the newest commit of main. Throws
 * `conflict` with the files in which people changed the same lines.
 */
export async function mergeAndPush(
  { progress }: Teller,
  { git }: InfraClone,
  message: string,
  tryOut: () => Promise<void> = () => Promise.resolve(),
): Promise<string> {
  await git('checkout', '--quiet', mainBranch);
  const merged = await git('merge', '--quiet', '--message', message, writtenBranch).then(
    () => true,
    () => false,
  );
  if (!merged) throw await conflictOf(git);
  await tryOut();
  progress(`pushing to ${infraRepository}`);
  await git('push', '--quiet', 'origin', mainBranch, writtenBranch);
  return git('rev-parse', 'HEAD');
}

/** Files of a merge that stopped, in which both sides changed the same lines. */
export async function conflicting(git: InfraClone['git']): Promise<string[]> {
  return (await git('diff', '--name-only', '--diff-filter=U')).split('\n');
}

/** The written branch stays in the repository: there people can merge it, and decide for each line. */
async function conflictOf(git: InfraClone['git']): Promise<RaibidError> {
  const files = await conflicting(git);
  await git('push', '--quiet', 'origin', writtenBranch);
  return new RaibidError(
    'conflict',
    `people committed to ${infraRepository} what raibid-cli would write otherwise: ${files.join(', ')}`,
    {
      hint: `Merge the branch ${writtenBranch} into ${mainBranch} there, decide for each line, and push: Flux applies it.`,
    },
  );
}
