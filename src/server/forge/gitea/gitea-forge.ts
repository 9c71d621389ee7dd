import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RaibidError } from '../../../shared/errors.ts';
import type { RepositoryRecord } from '../../../store/port/repositories.ts';
import { createCommitReader } from '../../githost/commit-reader.ts';
import { readGit } from '../../githost/run-git.ts';
import { type ForgeConnections, hookSecretOf } from '../connection.ts';
import type { CommitReader, RemoteForge } from '../port.ts';
import { pullRequestFound } from '../webhook/read-event.ts';
import { pushesBetween } from './activities.ts';
import { createGiteaApi, type GiteaApi } from './api.ts';
import { createStatus, getRepository, openPulls, whoAmI } from './calls.ts';
import { ensureHook, removeHook } from './hook.ts';
import { createGitMirror, type GitMirror } from './mirror.ts';

export interface GiteaForgeDeps {
  dataDir: string;
  connections: ForgeConnections;
  /** Address of this server as the forge and people reach it, without a slash at the end. */
  baseUrl: () => string;
  webhookUrl: () => string;
  /** Called after each fetch, with the folder of the copy. */
  fetched: (folder: string) => void;
}

/** Repositories on a Gitea: read from a copy that the server fetches, everything else by Gitea's API. */
export function createGiteaForge(deps: GiteaForgeDeps): RemoteForge {
  const mirror = createGitMirror(deps);
  const apiOf = async (name: string): Promise<GiteaApi> => createGiteaApi(await deps.connections.get(name));
  return {
    async create(repository) {
      const folder = mirror.folder(repository);
      await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
      await readGit({ folder, args: ['init', '--quiet', '--bare', '--template=', folder] });
    },
    async remove(repository) {
      await rm(mirror.folder(repository), { recursive: true, force: true });
    },
    commits: (repository) => createMirrorReader(mirror, repository),
    refs: (repository) => mirror.refs(repository),
    push: mirror.push,
    pushesBetween: async ({ forge, fullName }, change) => pushesBetween(await apiOf(forge), fullName, change),
    async pullRequests({ forge, fullName }) {
      const pulls = await openPulls(await apiOf(forge), fullName);
      return pulls.flatMap((pull) => pullRequestFound('opened', pull) ?? []);
    },
    check: async (name) => whoAmI(await apiOf(name)),
    findRepository: async (name, fullName) => findRepository(await apiOf(name), fullName),
    async ensureHook(repository, renew) {
      const connection = await deps.connections.get(repository.forge);
      const url = `${deps.webhookUrl()}/api/v1/webhooks/${repository.id}`;
      const secret = hookSecretOf(connection.hookKey, repository.id);
      return ensureHook(createGiteaApi(connection), { fullName: repository.fullName, url, secret, renew });
    },
    removeHook: async ({ forge, fullName }, hookId) => removeHook(await apiOf(forge), fullName, hookId),
    sendStatus: async (name, status) => createStatus(await apiOf(name), status, `${deps.baseUrl()}${status.target}`),
  };
}

/** Making webhooks needs the rights of an administrator of the repository. */
async function findRepository(api: GiteaApi, fullName: string): Promise<{ fullName: string; defaultBranch: string }> {
  const found = await getRepository(api, fullName);
  if (found.permissions?.admin !== true) {
    throw new RaibidError('forge_refused', `The token may not administer ${found.full_name}.`, {
      hint: 'Give the account of the token administrator rights on the repository: it has to make a webhook there.',
    });
  }
  return { fullName: found.full_name, defaultBranch: found.default_branch || 'main' };
}

function createMirrorReader(mirror: GitMirror, repository: RepositoryRecord): CommitReader {
  const reader = createCommitReader(mirror.folder(repository));
  const withCommit = async <T>(sha: string, read: () => Promise<T>): Promise<T> => {
    await mirror.ensure(repository, sha);
    return read();
  };
  return {
    commit: (sha) => withCommit(sha, () => reader.commit(sha)),
    listWorkflows: (sha) => withCommit(sha, () => reader.listWorkflows(sha)),
    changedPaths: (before, after) => reader.changedPaths(before, after),
  };
}
