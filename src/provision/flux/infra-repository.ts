import { join } from 'node:path';
import { isFound } from '../../kube/is-found.ts';
import type { ComponentContext } from '../context.ts';
import { gitFor } from '../gitea/git.ts';
import { type GiteaApi, withGitea } from '../gitea/gitea-api.ts';
import { withTempFolder } from '../temp-folder.ts';
import { writeSeedTree } from './seed-tree.ts';

/** As infra/flux/clusters/<name>/source.yaml names it. */
export const infraRepository = 'raibid/infra';
/** What Flux follows. */
export const mainBranch = 'main';
/**
 * Holds exactly what raibid-cli wrote, and nothing of people: so their commits on `main` are told from it, and what a
 * newer raibid-cli writes is merged with them.
 */
export const writtenBranch = 'raibid-cli';

const repositoryPath = `/repos/${infraRepository}`;

/** The infra repository in a folder of this machine, while it is worked on. */
export interface InfraClone {
  folder: string;
  /** Runs git in the folder. Throws `provision_failed` with what git says. */
  git(...words: string[]): Promise<string>;
}

/** Newest commit of the infra repository; null when there is none yet. */
export function infraHead(context: ComponentContext): Promise<string | null> {
  return withGitea(context, (gitea) => headOf(context, gitea));
}

/** Clones the infra repository with all its branches into a folder that is gone afterwards. */
export function withInfraClone<Result>(
  context: ComponentContext,
  use: (clone: InfraClone) => Promise<Result>,
): Promise<Result> {
  return withGitea(context, (gitea) =>
    withTempFolder('infra', async (work) => {
      const git = await gitFor(context, gitea, work);
      const folder = join(work, 'tree');
      await git('clone', '--quiet', '--branch', mainBranch, addressOf(gitea), folder);
      return use({ folder, git: (...words) => git('-C', folder, ...words) });
    }),
  );
}

/** Makes the infra repository with what this package would deploy. One that has a commit is Git's, and left alone. */
export function seedInfraRepository(context: ComponentContext): Promise<void> {
  return withGitea(context, async (gitea) => {
    if ((await headOf(context, gitea)) !== null) return;
    context.progress(`pushing infra/ to ${infraRepository}`);
    await createRepository(gitea);
    await withTempFolder('infra', async (work) => {
      const tree = join(work, 'tree');
      const git = await gitFor(context, gitea, work);
      await git('init', '--quiet', `--initial-branch=${mainBranch}`, tree);
      await writeSeedTree(context, tree);
      await git('-C', tree, 'add', '--all', '--force');
      await git('-C', tree, 'commit', '--quiet', '--message', 'Begin with what raibid-cli setup deployed');
      await git('-C', tree, 'push', '--quiet', addressOf(gitea), mainBranch, `${mainBranch}:${writtenBranch}`);
    });
  });
}

function addressOf({ url }: GiteaApi): string {
  return `${url}/${infraRepository}.git`;
}

/** By git: Gitea's API knows of a push only some time after it was answered. */
async function headOf(context: ComponentContext, gitea: GiteaApi): Promise<string | null> {
  if (!(await isFound(gitea.call('GET', repositoryPath)))) return null;
  return withTempFolder('infra', async (work) => {
    const git = await gitFor(context, gitea, work);
    const [commit = ''] = (await git('ls-remote', addressOf(gitea), `refs/heads/${mainBranch}`)).split('\t');
    return commit === '' ? null : commit;
  });
}

/** The owner is an organisation, unless the administrator has its name. */
async function createRepository({ call, username }: GiteaApi): Promise<void> {
  const [owner = '', name = ''] = infraRepository.split('/');
  const body = { name, private: true, default_branch: mainBranch, description: 'What runs on the cluster' };
  const exists = await isFound(call('GET', repositoryPath));
  if (exists) return;
  if (username === owner) return void (await call('POST', '/user/repos', body));
  if (!(await isFound(call('GET', `/orgs/${owner}`))))
    await call('POST', '/orgs', { username: owner, visibility: 'private' });
  await call('POST', `/orgs/${owner}/repos`, body);
}
