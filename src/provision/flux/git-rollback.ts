import { join } from 'node:path';
import { RaibidError } from '../../shared/errors.ts';
import type { ComponentContext } from '../context.ts';
import { checkoutWritten, mergeAndPush } from './git-change.ts';
import { type InfraClone, infraRepository, mainBranch, withInfraClone, writtenBranch } from './infra-repository.ts';
import { waitForCommit } from './wait-for-commit.ts';

/** What was brought back in the infra repository. */
export interface GitRollback {
  /** The state that was brought back. */
  restored: string;
  /** The commit that did it. */
  commit: string;
}

/**
 * Gives the folder of a component its content of an earlier commit again, by default of the one before its last change,
 * and waits until Flux has applied that. What raibid-cli wrote is taken back on its own branch, so that the next upgrade
 * starts from there. Throws `not_found` when there is no such commit.
 */
export async function rollBackInGit(context: ComponentContext, wanted: string | null): Promise<GitRollback> {
  const result = await withInfraClone(context, async (clone) => {
    const path = join('infra', context.entry.path);
    const { restored, isWritten } = await earlierState(clone, path, wanted);
    const message = `Bring ${context.entry.name} back to ${restored.slice(0, 10)}`;
    if (isWritten) await checkoutWritten(clone);
    await restore(clone, path, restored, message);
    const commit = isWritten ? await mergeAndPush(context, clone, message) : await pushMain(context, clone);
    return { restored, commit };
  });
  await waitForCommit(context, result.commit);
  return result;
}

async function restore({ git }: InfraClone, path: string, commit: string, message: string): Promise<void> {
  await git('rm', '-r', '--quiet', '--ignore-unmatch', path);
  await git('checkout', '--quiet', commit, '--', path);
  if ((await git('status', '--porcelain')) === '')
    throw new RaibidError('conflict', `${path} is as in ${commit.slice(0, 10)} already`);
  await git('commit', '--quiet', '--message', message);
}

async function pushMain(context: ComponentContext, { git }: InfraClone): Promise<string> {
  context.progress(`pushing to ${infraRepository}`);
  await git('push', '--quiet', 'origin', mainBranch);
  return git('rev-parse', 'HEAD');
}

async function earlierState({ git }: InfraClone, path: string, wanted: string | null) {
  if (wanted !== null) {
    const restored = await git('rev-parse', '--verify', '--quiet', `${wanted}^{commit}`).catch(() => null);
    if (restored === null) throw new RaibidError('not_found', `${infraRepository} has no commit ${wanted}`);
    return { restored, isWritten: false };
  }
  const last = await git('log', '--no-merges', '--format=%H', '--max-count=1', mainBranch, '--', path);
  const restored = await git('rev-parse', '--verify', '--quiet', `${last}^`).catch(() => null);
  if (restored === null) throw new RaibidError('not_found', `${path} has no earlier state in ${infraRepository}`);
  const holders = await git('branch', '--remotes', '--format=%(refname:short)', '--contains', last);
  return { restored, isWritten: holders.split('\n').includes(`origin/${writtenBranch}`) };
}
