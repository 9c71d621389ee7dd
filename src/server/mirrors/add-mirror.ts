import type { z } from 'zod';
import type { mirrorRoutes } from '../../contract/api/mirrors.ts';
import { sharedDirOf } from '../../contract/config.ts';
import { repositoryNameSchema } from '../../contract/views.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { MirrorRecord } from '../../store/port/mirrors.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import type { ServerDeps } from '../deps.ts';
import { createRepository } from '../githost/create-repository.ts';
import { allowedTarget } from './allowed-target.ts';
import { newHookSecret, sealCredentials } from './credentials.ts';
import { findRemote } from './find-remote.ts';
import { parseHostKeys } from './host-keys.ts';
import { parseMirrorAddress } from './mirror-address.ts';
import { readRemote } from './remote-git.ts';

type Wish = z.output<NonNullable<typeof mirrorRoutes.add.body>>;

/**
 * Makes a repository, here or on a forge, follow another one. The address is tried before anything is created; the first sync is due at
 * once. `conflict` for a repository that has branches already: a mirror would delete them.
 */
export async function addMirror(
  deps: ServerDeps,
  fullName: string,
  wish: Wish,
): Promise<{ repository: RepositoryRecord; mirror: MirrorRecord; webhookSecret: string; hostKeys: string[] }> {
  const url = parseMirrorAddress(wish.url);
  const { username, password, sshKey } = wish;
  const remote = await findRemote(url.href, { ...wish, hostKeys: parseHostKeys(wish.hostKeys) }, wish);
  const statuses = await statusTarget(wish, url);
  const { defaultBranch } = await readRemote(sharedDirOf(deps.config), remote);
  const repository = await emptyRepository(deps, fullName, defaultBranch);
  const webhookSecret = newHookSecret();
  const hostKeys = remote.transport === 'ssh' ? remote.hostKeys : [];
  const statusToken = statuses === null ? null : (wish.statuses?.token ?? password);
  const credentials = { username, password, sshKey, hostKeys, hookSecret: webhookSecret, statusToken };
  const now = deps.clock.now();
  const mirror: MirrorRecord = {
    repositoryId: repository.id,
    url: url.href,
    credentials: sealCredentials(deps.sealer, repository.id, credentials),
    intervalSeconds: wish.intervalSeconds,
    allowPrivate: wish.allowPrivate,
    statuses,
    createdAt: now,
    lastSyncAt: null,
    lastTryAt: null,
    failure: null,
    nextSyncAt: now,
  };
  await deps.store.mirrors.create(mirror);
  deps.log.info({ repository: fullName, url: url.href }, 'mirror added');
  return { repository, mirror, webhookSecret, hostKeys };
}

/** Checked now, so that a mistake shows at once and not with the first status. */
async function statusTarget({ statuses, password, allowPrivate }: Wish, url: URL): Promise<MirrorRecord['statuses']> {
  if (statuses === undefined) return null;
  const api = (statuses.api ?? apiOf(url)).replace(/\/+$/, '');
  await allowedTarget(api, { allowPrivate });
  if ((statuses.token ?? password) === '') {
    throw new RaibidError('input_invalid', 'Statuses need a token that may write them.');
  }
  const path = statuses.repository ?? url.pathname.slice(1).replace(/\.git$/, '');
  const repository = repositoryNameSchema.safeParse(path);
  if (repository.success) return { api, repository: repository.data };
  throw new RaibidError('input_invalid', `Statuses go to a repository owner/name, not "${path}".`);
}

/** GitHub's own, or that of a GitHub Enterprise Server (docs.github.com, "Using the REST API"). */
function apiOf({ protocol, hostname, origin }: URL): string {
  if (hostname === 'github.com') return 'https://api.github.com';
  return `${protocol === 'ssh:' ? `https://${hostname}` : origin}/api/v3`;
}

async function emptyRepository(
  deps: ServerDeps,
  fullName: string,
  defaultBranch: string | null,
): Promise<RepositoryRecord> {
  const found = await deps.store.repositories.find(fullName);
  if (found === null) return createRepository(deps, { fullName, defaultBranch: defaultBranch ?? 'main' });
  const branches = Object.keys(await deps.forge.refs(found));
  if (branches.length === 0 || (await deps.store.mirrors.get(found.id)) !== null) return found;
  throw new RaibidError('conflict', `${found.fullName} has branches already; a mirror would delete them.`, {
    hint: 'Choose another name, or delete the repository first.',
  });
}
