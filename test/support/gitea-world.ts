import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '../../src/client/client.ts';
import { forgeRoutes } from '../../src/contract/api/forges.ts';
import { runRoutes } from '../../src/contract/api/runs.ts';
import type { RunSummary } from '../../src/contract/views.ts';
import { commitFiles, git, initTree } from '../../src/server/testing/git.ts';
import type { JsonObject } from '../../src/shared/json.ts';
import { type Gitea, startGitea } from '../gitea/start.ts';
import { until } from './until.ts';

/** A person or organisation's repository on the Gitea of a test, with a working tree. */
export interface GiteaRepository {
  fullName: string;
  folder: string;
  git(...args: string[]): Promise<string>;
  /** Commits the files on the current branch and pushes it; answers the commit. */
  push(files: Record<string, string>, message?: string): Promise<string>;
}

/** A Gitea that runs anywhere. */
export type GiteaAccess = Pick<Gitea, 'url' | 'token' | 'admin'>;

/** A real Gitea with what tests ask of it. */
export interface GiteaWorld<Server extends GiteaAccess = Gitea> {
  gitea: Server;
  /** Calls Gitea's API as its administrator, or as another user; answers the body. Throws for a refusal. */
  api<T = JsonObject>(method: string, path: string, body?: unknown, as?: Account): Promise<T>;
  /** A user with a password and a token. */
  user(name: string): Promise<Account>;
  /** An empty repository of the administrator. */
  repository(name: string): Promise<GiteaRepository>;
  /** A working tree of any repository, as this user. */
  tree(fullName: string, as?: Account): Promise<GiteaRepository>;
  /** Removes the working trees, and a Gitea that was started here. */
  remove(): Promise<void>;
}

export interface Account {
  name: string;
  token: string;
}

/** Starts Gitea. Building it the first time takes minutes; see test/gitea/binary.ts. */
export async function startGiteaWorld(): Promise<GiteaWorld> {
  const gitea = await startGitea();
  return openGiteaWorld(gitea, () => gitea.remove());
}

/** What tests ask of a Gitea that runs; `removeGitea` is called when the tests are over. */
export async function openGiteaWorld<Server extends GiteaAccess>(
  gitea: Server,
  removeGitea: () => Promise<void>,
): Promise<GiteaWorld<Server>> {
  const folder = await mkdtemp(join(tmpdir(), 'raibid-gitea-trees-'));
  const admin: Account = { name: gitea.admin.name, token: gitea.token };

  async function call<T>(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<T> {
    const response = await fetch(`${gitea.url}/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? {} : JSON.parse(text)) as T;
  }

  async function api<T>(method: string, path: string, body?: unknown, as = admin): Promise<T> {
    return call<T>(method, path, body, { authorization: `token ${as.token}` });
  }

  async function tree(fullName: string, as = admin): Promise<GiteaRepository> {
    const place = await initTree(join(folder, randomBytes(6).toString('hex')));
    await git(place, 'remote', 'add', 'origin', `${gitea.url}/${fullName}.git`);
    const basic = Buffer.from(`${as.name}:${as.token}`).toString('base64');
    await git(place, 'config', 'http.extraHeader', `Authorization: Basic ${basic}`);
    return {
      fullName,
      folder: place,
      git: (...args) => git(place, ...args),
      async push(files, message) {
        const sha = await commitFiles(place, files, message);
        await git(place, 'push', '--quiet', 'origin', 'HEAD');
        return sha;
      },
    };
  }

  return {
    gitea,
    api,
    tree,
    async user(name) {
      const password = randomBytes(12).toString('hex');
      const email = `${name}@example.invalid`;
      await api('POST', '/admin/users', { username: name, password, email, must_change_password: false });
      const authorization = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
      const token = { name: 'tests', scopes: ['all'] };
      const made = await call<{ sha1: string }>('POST', `/users/${name}/tokens`, token, { authorization });
      return { name, token: made.sha1 };
    },
    async repository(name) {
      await api('POST', '/user/repos', { name, default_branch: 'main' });
      return tree(`${admin.name}/${name}`);
    },
    async remove() {
      await removeGitea();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until Gitea has noticed that the first push filled the repository, which it does on the side. */
export async function isFilled(world: GiteaWorld<GiteaAccess>, fullName: string): Promise<void> {
  await until(`${fullName} is not empty`, async () => {
    const { empty } = await world.api<{ empty: boolean }>('GET', `/repos/${fullName}`);
    return !empty;
  });
}

/** Connects the Gitea as `gitea`. */
export async function connectGitea(client: Client, { gitea }: GiteaWorld<GiteaAccess>): Promise<void> {
  await client.call(forgeRoutes.add, { body: { name: 'gitea', url: gitea.url, token: gitea.token } });
}

/** Lets a repository of the Gitea run here; answers its id. */
export async function enable(client: Client, fullName: string): Promise<string> {
  const { id } = await client.call(forgeRoutes.enable, { params: { forge: 'gitea' }, body: { fullName } });
  return id;
}

/** The runs of a repository, newest first. */
export async function runsOf(client: Client, repository: string): Promise<RunSummary[]> {
  return (await client.call(runRoutes.list, { query: { repository, limit: 200 } })).runs;
}

/** The run of a commit made by an event, once there is one. */
export async function runOfEvent(client: Client, sha: string, event: string): Promise<RunSummary> {
  return until(`a run of ${event} ${sha}`, async () => {
    const { runs } = await client.call(runRoutes.list, { query: { sha, event } });
    if (runs.length > 1) throw new Error(`${runs.length} runs of ${event} ${sha}`);
    return runs[0] ?? false;
  });
}

interface GiteaStatus {
  context: string;
  status: string;
  target_url: string;
  description: string;
}

/** Newest state of each context on a commit, as Gitea tells it. */
export async function giteaStatuses(
  world: GiteaWorld<GiteaAccess>,
  fullName: string,
  sha: string,
): Promise<GiteaStatus[]> {
  const path = `/repos/${fullName}/commits/${sha}/status?limit=50`;
  return (await world.api<{ statuses: GiteaStatus[] | null }>('GET', path)).statuses ?? [];
}
