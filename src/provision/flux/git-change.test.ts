import { appendFile, cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { git } from '../../server/testing/git.ts';
import { tempFolder } from '../../server/testing/temp-folder.ts';
import type { JsonObject } from '../../shared/json.ts';
import { readComponents } from '../components.ts';
import { infraFolder } from '../infra-folder.ts';
import { type GitChange, proposeChange } from './git-change.ts';
import { bringBack } from './git-rollback.ts';
import { type InfraClone, writtenBranch } from './infra-repository.ts';
import { writeSeedTree } from './seed-tree.ts';
import { mergeAndPush } from './written-branch.ts';

const entries = readComponents(infraFolder());
const values = 'infra/redis/chart/values.yaml';
const release = 'infra/redis/flux/release.yaml';
const progress = () => undefined;

/** An infra repository as `setup flux` leaves it, and a package whose infra/ a newer version may change. */
async function world() {
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

async function replaceIn(file: string, before: string, after: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  if (!text.includes(before)) throw new Error(`${file} has no ${before}`);
  await writeFile(file, text.replace(before, after));
}

describe('what raibid-cli writes into the infra repository', { timeout: 60_000 }, () => {
  it('is nothing while package and values are the same', async () => {
    const { planned } = await world();
    expect(await planned()).toEqual([]);
  });

  it('is values, which the next upgrade goes on with', async () => {
    const { written, planned, inMain } = await world();
    await written({ redis: { maxMemory: '90mb' } });
    expect(await inMain(values)).toContain('maxMemory: 90mb');
    expect(await planned()).toEqual([]);
    expect(await planned({})).toEqual([values, 'setup.yaml']);
  });

  it('is merged with what people committed in other lines', async () => {
    const { infra, commit, written, inMain } = await world();
    await commit(values, (file) => appendFile(file, '\n# Ours: ask before you change it.\n'));
    await replaceIn(join(infra, 'redis/chart/values.yaml'), 'maxMemory: 1gb', 'maxMemory: 2gb');
    await written();
    const text = await inMain(values);
    expect(text).toContain('maxMemory: 2gb');
    expect(text).toContain('# Ours');
  });

  it('is left to people where both changed the same lines, with the branch to merge', async () => {
    const { infra, person, commit, written, inMain } = await world();
    await commit(values, (file) => replaceIn(file, 'maxMemory: 1gb', 'maxMemory: 3gb'));
    await replaceIn(join(infra, 'redis/chart/values.yaml'), 'maxMemory: 1gb', 'maxMemory: 2gb');
    await expect(written()).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(values) });
    expect(await inMain(values)).toContain('maxMemory: 3gb');
    await git(person, 'fetch', '--quiet', 'origin');
    await git(person, 'merge', '--quiet', '--strategy-option=ours', '--no-edit', `origin/${writtenBranch}`);
    await git(person, 'push', '--quiet', 'origin', 'HEAD:main');
    await expect(written()).resolves.toMatch(/^[0-9a-f]{40}$/);
    expect(await inMain(values)).toContain('maxMemory: 3gb');
  });
});

describe('a rollback in the infra repository', { timeout: 60_000 }, () => {
  it('takes back what raibid-cli wrote last, and a later version is merged without a conflict', async () => {
    const { infra, written, rolledBack, planned, inMain } = await world();
    await written({ redis: { maxMemory: '90mb' } });
    await rolledBack('redis');
    expect(await inMain(values)).toContain('maxMemory: 1gb');
    expect(await planned()).toEqual([]);
    await replaceIn(join(infra, 'redis/chart/values.yaml'), 'maxMemory: 1gb', 'maxMemory: 4gb');
    await written();
    expect(await inMain(values)).toContain('maxMemory: 4gb');
  });

  it('takes back what people committed last, and nothing else of theirs', async () => {
    const { commit, rolledBack, inMain } = await world();
    await commit('infra/gitea/chart/values.yaml', (file) => appendFile(file, '\n# Gitea is ours.\n'));
    await commit(release, (file) => appendFile(file, '\n# Redis is ours.\n'));
    await rolledBack('redis');
    expect(await inMain(release)).not.toContain('# Redis is ours.');
    expect(await inMain('infra/gitea/chart/values.yaml')).toContain('# Gitea is ours.');
  });

  it('is refused where a component was never changed', async () => {
    const { rolledBack } = await world();
    await expect(rolledBack('keda')).rejects.toMatchObject({ code: 'not_found' });
  });
});
