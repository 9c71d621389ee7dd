import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RaibidError } from '../../shared/errors.ts';
import type { ComponentContext } from '../context.ts';
import { commitAndWait } from './commit-and-wait.ts';
import { type InfraClone, infraRepository, mainBranch, writtenBranch } from './infra-repository.ts';
import { parseRecord, readRecord, recordFile, recordText } from './setup-record.ts';
import { tryReleases } from './try-releases.ts';
import { checkoutWritten, mergeAndPush, type Teller } from './written-branch.ts';

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
 * starts from there. Throws `not_found` when there is no such commit, and `provision_failed` when it cannot be deployed:
 * then nothing is pushed, or what was pushed is taken back.
 */
export async function rollBackInGit(context: ComponentContext, wanted: string | null): Promise<GitRollback> {
  const tryOut = (clone: InfraClone) => tryReleases(context, clone, [context.entry]);
  return commitAndWait(context, (clone) => bringBack(context, clone, wanted, () => tryOut(clone)));
}

/** The same in a clone, with the push and without the wait. */
export async function bringBack(
  context: Teller & Pick<ComponentContext, 'entry'>,
  clone: InfraClone,
  wanted: string | null,
  tryOut: () => Promise<void> = () => Promise.resolve(),
): Promise<GitRollback> {
  const { name, path } = context.entry;
  const folder = join('infra', path);
  const { restored, isWritten } = await earlierState(clone, folder, wanted);
  const message = `Bring ${name} back to ${restored.slice(0, 10)}`;
  if (isWritten) await checkoutWritten(clone);
  await restore(clone, folder, restored);
  if (isWritten) await restoreValues(clone, name, restored);
  await clone.git('commit', '--quiet', '--all', '--message', message);
  const commit = isWritten
    ? await mergeAndPush(context, clone, message, tryOut)
    : await pushMain(context, clone, tryOut);
  return { restored, commit };
}

async function restore({ git }: InfraClone, path: string, commit: string): Promise<void> {
  await git('rm', '-r', '--quiet', '--ignore-unmatch', path);
  await git('checkout', '--quiet', commit, '--', path);
  if ((await git('status', '--porcelain')) !== '') return;
  throw new RaibidError('conflict', `${path} is as in ${commit.slice(0, 10)} already`);
}

/** The next upgrade goes on with the values of that time, not with those that were taken back. */
async function restoreValues({ git, folder }: InfraClone, component: string, commit: string): Promise<void> {
  const then = parseRecord(await git('show', `${commit}:${recordFile}`)).values[component];
  const { profile, values } = await readRecord(folder);
  const { [component]: _takenBack, ...others } = values;
  const kept = then === undefined ? others : { ...others, [component]: then };
  await writeFile(join(folder, recordFile), recordText({ profile, values: kept }));
}

async function pushMain({ progress }: Teller, { git }: InfraClone, tryOut: () => Promise<void>): Promise<string> {
  await tryOut();
  progress(`pushing to ${infraRepository}`);
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
