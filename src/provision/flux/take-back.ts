import { RaibidError } from '../../shared/errors.ts';
import { type InfraClone, mainBranch, writtenBranch } from './infra-repository.ts';
import { conflicting } from './written-branch.ts';

/** The newest commits of the two branches; '' for one that is not there. */
export interface Tips {
  main: string;
  written: string;
}

/** What was pushed: from where to where. */
export interface Pushed {
  before: Tips;
  after: Tips;
}

/** The tips of the remote's branches, as the clone knows them. */
export async function tipsOf({ git }: InfraClone): Promise<Tips> {
  const tip = (branch: string) => git('rev-parse', '--verify', '--quiet', `origin/${branch}`).catch(() => '');
  return { main: await tip(mainBranch), written: await tip(writtenBranch) };
}

/**
 * Undoes what was pushed by a commit on each branch, which takes nothing back of what people committed since. Answers the
 * newest commit of main, which has the other branch's commit in it: what both took back is nothing that main would still get.
 * Throws `conflict` when they changed the same lines meanwhile.
 */
export async function takeBack(clone: InfraClone, { before, after }: Pushed, message: string): Promise<string> {
  const { git } = clone;
  const parents = [after.main];
  const branches = [mainBranch];
  if (before.written !== '' && before.written !== after.written) {
    parents.push(await undo(clone, writtenBranch, before.written, [after.written], message));
    branches.push(writtenBranch);
  }
  await undo(clone, mainBranch, before.main, parents, message);
  await git('push', '--quiet', 'origin', ...branches);
  return git('rev-parse', mainBranch);
}

/**
 * A commit with the content of before on top of its parents, the first of which was pushed; what others put on the branch since
 * is merged with it. Answers that commit.
 */
async function undo({ git }: InfraClone, branch: string, before: string, parents: string[], message: string) {
  const onTop = parents.flatMap((parent) => ['-p', parent]);
  const undone = await git('commit-tree', `${before}^{tree}`, ...onTop, '-m', message);
  await git('checkout', '--quiet', '-B', branch, `origin/${branch}`);
  await git('merge', '--quiet', '--message', message, undone).catch(async (cause: unknown) => {
    const files = await conflicting(git);
    throw new RaibidError('conflict', `people changed the same lines since, in ${files.join(', ')}`, { cause });
  });
  return undone;
}
