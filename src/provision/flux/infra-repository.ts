import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { isFound } from '../../kube/is-found.ts';
import { isRaibidError } from '../../shared/errors.ts';
import type { ComponentContext } from '../context.ts';
import { gitFor } from '../gitea/git.ts';
import { type GiteaApi, withGitea } from '../gitea/gitea-api.ts';
import { writeSeedTree } from './seed-tree.ts';

/** As infra/flux/clusters/<name>/source.yaml names it. */
const repository = 'raibid/infra';
const branchSchema = z.object({ commit: z.object({ id: z.string() }) });

/** Newest commit of the infra repository; null when there is none yet. */
export function infraHead(context: ComponentContext): Promise<string | null> {
  return withGitea(context, (gitea) => headOf(gitea));
}

/** Makes the infra repository with what this package would deploy. One that has a commit is Git's, and left alone. */
export function seedInfraRepository(context: ComponentContext): Promise<void> {
  return withGitea(context, async (gitea) => {
    if ((await headOf(gitea)) !== null) return;
    context.progress(`pushing infra/ to ${repository}`);
    await createRepository(gitea);
    const folder = await mkdtemp(join(tmpdir(), 'raibid-infra-'));
    try {
      const tree = join(folder, 'tree');
      const git = await gitFor(context, gitea, folder);
      await git('init', '--quiet', '--initial-branch=main', tree);
      await writeSeedTree(context, tree);
      await git('-C', tree, 'add', '--all', '--force');
      await git('-C', tree, 'commit', '--quiet', '--message', 'Begin with what raibid-cli setup deployed');
      await git('-C', tree, 'push', '--quiet', `${gitea.url}/${repository}.git`, 'main');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

async function headOf({ call }: GiteaApi): Promise<string | null> {
  try {
    return branchSchema.parse(await call('GET', `/repos/${repository}/branches/main`)).commit.id;
  } catch (error) {
    if (isRaibidError(error, 'not_found')) return null;
    throw error;
  }
}

/** The owner is an organisation, unless the administrator has its name. */
async function createRepository({ call, username }: GiteaApi): Promise<void> {
  const [owner = '', name = ''] = repository.split('/');
  const body = { name, private: true, default_branch: 'main', description: 'What runs on the cluster' };
  const exists = await isFound(call('GET', `/repos/${repository}`));
  if (exists) return;
  if (username === owner) return void (await call('POST', '/user/repos', body));
  if (!(await isFound(call('GET', `/orgs/${owner}`))))
    await call('POST', '/orgs', { username: owner, visibility: 'private' });
  await call('POST', `/orgs/${owner}/repos`, body);
}
