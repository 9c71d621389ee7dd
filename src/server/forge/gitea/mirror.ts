import { RaibidError } from '../../../shared/errors.ts';
import type { RepositoryRecord } from '../../../store/port/repositories.ts';
import { repositoryFolder } from '../../githost/repository-folder.ts';
import { type GitCall, type GitResult, runGit } from '../../githost/run-git.ts';
import { createKeyedMutex } from '../../scheduler/keyed-mutex.ts';
import type { ForgeConnection, ForgeConnections } from '../connection.ts';

/** Server-side copies of repositories that live on a forge: bare, with branches, tags and heads of pull requests. */
export interface GitMirror {
  folder(repository: RepositoryRecord): string;
  /** Fetches when the commit (or tag object) is not here yet; `not_found` when the forge has it neither. */
  ensure(repository: RepositoryRecord, sha: string): Promise<void>;
  /** Every branch and tag on the forge now, with the object it points to. */
  refs(repository: RepositoryRecord): Promise<Record<string, string>>;
  /** Makes the refs of the forge that these specs name those of the copy; what is gone here goes there. */
  push(repository: RepositoryRecord, specs: string[], signal: AbortSignal): Promise<void>;
}

const everything = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*', '+refs/pull/*/head:refs/pull/*/head'];
/** The first fetch of a large repository takes its time. */
const fetchTimeout = 30 * 60_000;

/**
 * Git over HTTP only, and to the configured address only: a redirect would carry the token elsewhere. What Gitea has
 * taken is read as it is: old histories with small faults must not keep their workflows from running.
 */
const settings: Record<string, string> = {
  'http.followRedirects': 'false',
  'protocol.allow': 'never',
  'protocol.http.allow': 'always',
  'protocol.https.allow': 'always',
  'fetch.fsckObjects': 'false',
  'fetch.unpackLimit': '1',
};

export function createGitMirror(deps: {
  dataDir: string;
  connections: ForgeConnections;
  /** Called after a fetch, with the folder. */
  fetched: (folder: string) => void;
}): GitMirror {
  const oneByOne = createKeyedMutex();
  const folderOf = (repository: RepositoryRecord): string => repositoryFolder(deps.dataDir, repository.id);

  async function call(
    repository: RepositoryRecord,
    args: (url: string) => string[],
    more: Pick<GitCall, 'signal'> = {},
  ): Promise<GitResult> {
    const connection = await deps.connections.get(repository.forge);
    const url = gitUrl(connection, repository.fullName);
    const environment = credentials(connection);
    const timeoutMilliseconds = fetchTimeout;
    return runGit({
      folder: folderOf(repository),
      args: args(url),
      settings,
      environment,
      timeoutMilliseconds,
      ...more,
    });
  }

  async function has(repository: RepositoryRecord, sha: string): Promise<boolean> {
    return (await runGit({ folder: folderOf(repository), args: ['cat-file', '-e', sha] })).exit === 0;
  }

  async function fetch(repository: RepositoryRecord, specs: string[]): Promise<GitResult> {
    const flags = ['--quiet', '--prune', '--no-tags', '--no-write-fetch-head', '--no-auto-maintenance'];
    const result = await call(repository, (url) => ['fetch', ...flags, url, ...specs]);
    if (result.exit === 0) deps.fetched(folderOf(repository));
    return result;
  }

  return {
    folder: folderOf,
    async ensure(repository, sha) {
      if (await has(repository, sha)) return;
      await oneByOne(repository.id, async () => {
        // Whoever waited may find it: one fetch brings all that a burst of pushes made.
        if (await has(repository, sha)) return;
        succeed(repository, await fetch(repository, everything));
        if (await has(repository, sha)) return;
        // No ref leads there any more (a forced push came since), but forges keep such commits for a while.
        const last = await fetch(repository, [sha]);
        if (last.exit !== 0)
          throw new RaibidError('not_found', `${repository.fullName} has no commit ${sha} any more.`);
      });
    },
    async push(repository, specs, signal) {
      const args = ['push', '--quiet', '--force', '--prune', '--no-verify'];
      succeed(repository, await call(repository, (url) => [...args, url, ...specs], { signal }));
    },
    async refs(repository) {
      const result = succeed(
        repository,
        await call(repository, (url) => ['ls-remote', '--heads', '--tags', '--refs', url]),
      );
      const lines = result.stdout.toString('utf8').split('\n').filter(Boolean);
      return Object.fromEntries(
        lines.map((line) => [line.slice(line.indexOf('\t') + 1), line.split('\t', 1)[0] ?? '']),
      );
    },
  };
}

/** Address of a repository's git on its forge, without credentials. */
export function gitUrl({ url }: Pick<ForgeConnection, 'url'>, fullName: string): string {
  return `${url}/${fullName.split('/').map(encodeURIComponent).join('/')}.git`;
}

/** `Authorization` of git requests to a forge: any name, the token as password. */
export function gitAuthorization({ token }: Pick<ForgeConnection, 'token'>): string {
  return `Basic ${Buffer.from(`raibid:${token}`).toString('base64')}`;
}

function credentials(connection: ForgeConnection): Record<string, string> {
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${connection.url}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: ${gitAuthorization(connection)}`,
  };
}

function succeed(repository: RepositoryRecord, result: GitResult): GitResult {
  if (result.exit === 0) return result;
  throw new RaibidError('unreachable', `git of ${repository.fullName} on ${repository.forge}: ${result.stderr}`, {
    hint: `Check the forge: raibid-cli forge check ${repository.forge}.`,
  });
}
