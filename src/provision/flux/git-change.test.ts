import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { git } from '../../server/testing/git.ts';
import { writtenBranch } from './infra-repository.ts';
import { openInfraWorld, replaceIn } from './testing/infra-world.ts';

const values = 'infra/redis/chart/values.yaml';
const chart = 'infra/server/chart/Chart.yaml';
const release = 'infra/redis/flux/release.yaml';

describe('what raibid-cli writes into the infra repository', { timeout: 60_000 }, () => {
  it('is nothing while package and values are the same', async () => {
    const { planned } = await openInfraWorld();
    expect(await planned()).toEqual([]);
  });

  it('is values, which the next upgrade goes on with', async () => {
    const { written, planned, inMain } = await openInfraWorld();
    await written({ redis: { maxMemory: '90mb' } });
    expect(await inMain(values)).toContain('maxMemory: 90mb');
    expect(await planned()).toEqual([]);
    expect(await planned({})).toEqual([values, 'setup.yaml']);
  });

  it('is merged with what people committed in other lines', async () => {
    const { infra, commit, written, inMain } = await openInfraWorld();
    await commit(values, (file) => appendFile(file, '\n# Ours: ask before you change it.\n'));
    await replaceIn(join(infra, 'redis/chart/values.yaml'), 'maxMemory: 1gb', 'maxMemory: 2gb');
    await written();
    const text = await inMain(values);
    expect(text).toContain('maxMemory: 2gb');
    expect(text).toContain('# Ours');
  });

  it('is left to people where both changed the same lines, with the branch to merge', async () => {
    const { infra, person, commit, written, inMain } = await openInfraWorld();
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

describe('the chart of the server in the infra repository', { timeout: 60_000 }, () => {
  it('says for which form of the data it is, at any commit', async () => {
    const { person, serverChart, commit } = await openInfraWorld();
    const form = async () => (await serverChart())?.annotations['raibid-ci.dev/store-schema'];
    expect(Number(await form())).toBeGreaterThan(0);
    await commit(chart, async (file) => replaceIn(file, `store-schema: "${await form()}"`, 'store-schema: "99"'));
    expect(await form()).toBe('99');
    await commit('infra/server', () => git(person, 'rm', '-r', '--quiet', 'infra/server').then(() => undefined));
    expect(await serverChart()).toBeNull();
  });
});

describe('a rollback in the infra repository', { timeout: 60_000 }, () => {
  it('takes back what raibid-cli wrote last, and a later version is merged without a conflict', async () => {
    const { infra, written, rolledBack, planned, inMain } = await openInfraWorld();
    await written({ redis: { maxMemory: '90mb' } });
    await rolledBack('redis');
    expect(await inMain(values)).toContain('maxMemory: 1gb');
    expect(await planned()).toEqual([]);
    await replaceIn(join(infra, 'redis/chart/values.yaml'), 'maxMemory: 1gb', 'maxMemory: 4gb');
    await written();
    expect(await inMain(values)).toContain('maxMemory: 4gb');
  });

  it('takes back what people committed last, and nothing else of theirs', async () => {
    const { commit, rolledBack, inMain } = await openInfraWorld();
    await commit('infra/gitea/chart/values.yaml', (file) => appendFile(file, '\n# Gitea is ours.\n'));
    await commit(release, (file) => appendFile(file, '\n# Redis is ours.\n'));
    await rolledBack('redis');
    expect(await inMain(release)).not.toContain('# Redis is ours.');
    expect(await inMain('infra/gitea/chart/values.yaml')).toContain('# Gitea is ours.');
  });

  it('is refused where a component was never changed', async () => {
    const { rolledBack } = await openInfraWorld();
    await expect(rolledBack('keda')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('what Flux could not apply', { timeout: 60_000 }, () => {
  it('is taken back on both branches, and what people committed since stays', async () => {
    const { pushed, takenBack, commit, inMain, planned } = await openInfraWorld();
    const made = await pushed({ redis: { maxMemory: '90mb' } });
    await commit(release, (file) => appendFile(file, '\n# Redis is ours.\n'));
    await takenBack(made);
    expect(await inMain(values)).toContain('maxMemory: 1gb');
    expect(await inMain(release)).toContain('# Redis is ours.');
    expect(await planned()).toEqual([]);
  });

  it('can be written again, and is merged without a conflict', async () => {
    const { pushed, takenBack, written, inMain } = await openInfraWorld();
    await takenBack(await pushed({ redis: { maxMemory: '90mb' } }));
    await written({ redis: { maxMemory: '80mb' } });
    expect(await inMain(values)).toContain('maxMemory: 80mb');
  });

  it('is left to people where they went on with the same lines', async () => {
    const { pushed, takenBack, commit, inMain } = await openInfraWorld();
    const made = await pushed({ redis: { maxMemory: '90mb' } });
    await commit(values, (file) => replaceIn(file, 'maxMemory: 90mb', 'maxMemory: 95mb'));
    await expect(takenBack(made)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(values) });
    expect(await inMain(values)).toContain('maxMemory: 95mb');
  });
});
