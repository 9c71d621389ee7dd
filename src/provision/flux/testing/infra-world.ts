import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from '../../../server/testing/git.ts';
import { tempFolder } from '../../../server/testing/temp-folder.ts';
import type { JsonObject } from '../../../shared/json.ts';
import { readComponents } from '../../components.ts';
import { infraFolder } from '../../infra-folder.ts';
import { type GitChange, proposeChange } from '../git-change.ts';
import { bringBack } from '../git-rollback.ts';
import { type InfraClone, writtenBranch } from '../infra-repository.ts';
import { writeSeedTree } from '../seed-tree.ts';
import { serverChartAt } from '../server-chart.ts';
import { type Pushed, takeBack, tipsOf } from '../take-back.ts';
import { mergeAndPush } from '../written-branch.ts';

const entries = readComponents(infraFolder());
const progress = () => undefined;

/** An infra repository as `setup flux` leaves it, and a package whose infra/ a newer version may change. */
export async function openInfraWorld() {
  const folder = await tempFolder();
  const [infra, remote, person] = [join(folder, 'package'), join(folder, 'remote.git'), join(folder, 'person')];
  await cp(infraFolder(), infra, { recursive: true });
  await git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', remote);
  await git(folder, 'clone', '--quiet', remote, person);
  await writeSeedTree({ infra, entries, profile: 'default', valuesOf: () => ({}) }, person);
  await git(person, 'add', '--all', '--force');
  await git(person, 'commit', '--quiet', '--message', 'Begin');
  await git(person, 'push', '--quiet', 'origin', 'HEAD:main', `HEAD:${writtenBranch}`);

  async function clone(): Promise<InfraClone> {
    const tree = join(await tempFolder(), 'tree');
    await git(folder, 'clone', '--quiet', '--branch', 'main', remote, tree);
    return { folder: tree, git: (...words) => git(tree, ...words) };
  }
  const chosen = entries.filter(({ deploy }) => deploy !== 'k3s');
  const change = (given: Record<string, JsonObject> | null): GitChange => ({
    chosen,
    profile: null,
    values: given,
    message: 'Write',
  });
  return {
    infra,
    person,
    /** What a plan says, without writing it. */
    planned: async (given: Record<string, JsonObject> | null = null) =>
      proposeChange({ infra, entries }, await clone(), change(given)),
    async written(given: Record<string, JsonObject> | null = null) {
      const tree = await clone();
      await proposeChange({ infra, entries }, tree, change(given));
      return mergeAndPush({ progress }, tree, 'Write');
    },
    /** The same, with what must be known to take it back. */
    async pushed(given: Record<string, JsonObject>): Promise<Pushed> {
      const tree = await clone();
      const before = await tipsOf(tree);
      await proposeChange({ infra, entries }, tree, change(given));
      await mergeAndPush({ progress }, tree, 'Write');
      return { before, after: await tipsOf(tree) };
    },
    /** What the chart of the server says at the tip of main. */
    serverChart: async () => serverChartAt(await clone(), 'origin/main'),
    takenBack: async (pushed: Pushed) => takeBack(inDifferentSeconds(await clone()), pushed, 'Take back'),
    async rolledBack(component: string) {
      const entry = entries.find(({ name }) => name === component);
      if (entry === undefined) throw new Error(component);
      return bringBack({ progress, entry }, await clone(), null);
    },
    async inMain(file: string) {
      const { folder: tree } = await clone();
      return readFile(join(tree, file), 'utf8');
    },
    async commit(file: string, change_: (path: string) => Promise<void>) {
      await git(person, 'pull', '--quiet', 'origin', 'main');
      await change_(join(person, file));
      await git(person, 'commit', '--quiet', '--all', '--message', `Change ${file}`);
      await git(person, 'push', '--quiet', 'origin', 'HEAD:main');
    },
  };
}

/** Two commits of one second with the same content are one and the same: here each has words of its own. */
function inDifferentSeconds({ folder, git: run }: InfraClone): InfraClone {
  let second = 0;
  const own = () => ['-m', `At second ${second++}`];
  return { folder, git: (...words) => run(...words, ...(words[0] === 'commit-tree' ? own() : [])) };
}

/** Replaces the first place of a text in a file; fails where there is none. */
export async function replaceIn(file: string, before: string, after: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  if (!text.includes(before)) throw new Error(`${file} has no ${before}`);
  await writeFile(file, text.replace(before, after));
}
