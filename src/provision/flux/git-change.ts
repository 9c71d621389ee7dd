import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RaibidError } from '../../shared/errors.ts';
import type { Change } from '../component.ts';
import { type ComponentEntry, readComponents } from '../components.ts';
import type { ComponentContext } from '../context.ts';
import { withTempFolder } from '../temp-folder.ts';
import { commitAndWait } from './commit-and-wait.ts';
import { type InfraClone, infraRepository, withInfraClone } from './infra-repository.ts';
import { writeSeedTree } from './seed-tree.ts';
import { readRecord, recordFile, type SetupRecord } from './setup-record.ts';
import { tryReleases } from './try-releases.ts';
import { checkoutWritten, filesToMerge, mergeAndPush } from './written-branch.ts';

/** What this package would deploy. */
type Place = Pick<ComponentContext, 'infra' | 'entries'>;

/** What is to be written into the infra repository. */
export interface GitChange {
  /** Components whose folders are written; all of them: everything. */
  chosen: readonly ComponentEntry[];
  /** Null: as it was at the last time. */
  profile: SetupRecord['profile'] | null;
  values: SetupRecord['values'] | null;
  /** Of the commit. */
  message: string;
}

/** What writing would change of each component in the infra repository; only reads. */
export function planGitChange(context: ComponentContext, change: GitChange): Promise<Map<string, Change[]>> {
  return withInfraClone(context, async (clone) => {
    const before = await versionsIn(clone);
    const files = await proposeChange(context, clone, change);
    return new Map(
      change.chosen.map((entry) => [entry.name, changesOf(entry, files, before.get(entry.name))] as const),
    );
  });
}

/**
 * Writes into the infra repository, merged with what people committed there, and waits until Flux has applied it. Answers
 * the commit, or null when nothing was to be changed. Throws `conflict` when people changed the same lines, and
 * `provision_failed` when it cannot be deployed: then nothing is pushed, or what was pushed is taken back.
 */
export async function commitGitChange(context: ComponentContext, change: GitChange): Promise<string | null> {
  const made = await commitAndWait(context, async (clone) => {
    const files = await proposeChange(context, clone, change);
    if (files.length === 0) return null;
    const touched = change.chosen.filter(({ path }) => files.some((file) => file.startsWith(`infra/${path}/`)));
    const tryOut = () => tryReleases(context, clone, touched);
    return { commit: await mergeAndPush(context, clone, change.message, tryOut) };
  });
  return made?.commit ?? null;
}

/** Commits what is wanted to the written branch, in the clone alone. Answers the files that main would get from it. */
export async function proposeChange(context: Place, clone: InfraClone, change: GitChange): Promise<string[]> {
  const { git, folder } = clone;
  await checkoutWritten(clone);
  const record = nextRecord(await readRecord(folder), change);
  await withTempFolder('infra', async (work) => {
    const { infra, entries } = context;
    await writeSeedTree(
      { infra, entries, profile: record.profile, valuesOf: (name) => record.values[name] ?? {} },
      work,
    );
    for (const path of writtenPaths(context, change)) {
      await rm(join(folder, path), { recursive: true, force: true });
      await cp(join(work, path), join(folder, path), { recursive: true });
    }
  });
  await git('add', '--all', '--force');
  if ((await git('status', '--porcelain')) !== '') await git('commit', '--quiet', '--message', change.message);
  return filesToMerge(clone);
}

/** Everything, or the folders of the chosen components; the record always. */
function writtenPaths({ entries }: Place, { chosen }: GitChange): string[] {
  const isAll = entries.filter(({ deploy }) => deploy !== 'k3s').every((entry) => chosen.includes(entry));
  return [recordFile, ...(isAll ? ['infra'] : chosen.map(({ path }) => join('infra', path)))];
}

function nextRecord(record: SetupRecord, { chosen, profile, values }: GitChange): SetupRecord {
  if (profile !== null && profile !== record.profile)
    throw new RaibidError('conflict', `Git owns this platform, with the profile ${record.profile}`, {
      hint: 'Leave --profile out. Another size means other objects of Flux: take Flux away, set up, and bring it back.',
    });
  if (values === null) return record;
  const names = new Set(chosen.map(({ name }) => name));
  const kept = Object.entries(record.values).filter(([name]) => !names.has(name));
  const given = Object.entries(values).filter(([name]) => names.has(name));
  return { ...record, values: Object.fromEntries([...kept, ...given]) };
}

function changesOf(entry: ComponentEntry, files: readonly string[], before: string | undefined): Change[] {
  const touched = files.filter((file) => file.startsWith(`infra/${entry.path}/`));
  if (touched.length === 0) return [];
  const count = `${touched.length} ${touched.length === 1 ? 'file' : 'files'}`;
  const detail = before === undefined || before === entry.version ? count : `${before} -> ${entry.version}, ${count}`;
  return [{ action: 'update', what: `${infraRepository}: infra/${entry.path}`, detail }];
}

async function versionsIn({ folder }: InfraClone): Promise<Map<string, string>> {
  return new Map(readComponents(join(folder, 'infra')).map(({ name, version }) => [name, version]));
}
