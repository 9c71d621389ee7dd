import { setTimeout } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { type MirrorView, mirrorRoutes } from '../../contract/api/mirrors.ts';
import { repositoryNameSchema } from '../../contract/views.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { MirrorRecord } from '../../store/port/mirrors.ts';
import type { ServerDeps } from '../deps.ts';
import { addMirror } from '../mirrors/add-mirror.ts';
import { fingerprint } from '../mirrors/host-keys.ts';
import { receiveMirrorWebhook } from '../mirrors/receive-webhook.ts';
import { registerRoute } from '../register-route.ts';
import { findRepository } from './repositories.ts';

/** A sync that takes longer than this is answered as still under way, in milliseconds. */
const patience = 20_000;

/** Repositories that follow another one. */
export function mirrorApi(app: FastifyInstance, deps: ServerDeps): void {
  const { store, mirrors } = deps;
  registerRoute(app, mirrorRoutes.list, async () => {
    const views = (await store.mirrors.list()).map((mirror) => mirrorView(deps, mirror));
    return { mirrors: (await Promise.all(views)).filter((view) => view !== null) };
  });
  registerRoute(app, mirrorRoutes.add, async ({ params: { owner, name }, body }) => {
    const fullName = repositoryNameSchema.safeParse(`${owner}/${name}`);
    if (!fullName.success) throw new RaibidError('input_invalid', `${owner}/${name} is no name of a repository.`);
    const { mirror, webhookSecret, hostKeys } = await addMirror(deps, fullName.data, body);
    await mirrors.wake(mirror.repositoryId);
    return { mirror: await knownView(deps, mirror), webhookSecret, hostKeys: hostKeys.map(fingerprint) };
  });
  registerRoute(app, mirrorRoutes.sync, async ({ params }) => {
    const { repositoryId } = await findMirror(deps, params);
    await syncFor(patience, deps, repositoryId);
    return knownView(deps, await findMirror(deps, params));
  });
  registerRoute(app, mirrorRoutes.webhook, async ({ params, request }) => {
    await receiveMirrorWebhook(deps, params.repositoryId, request);
    return {};
  });
  registerRoute(app, mirrorRoutes.remove, async ({ params }) => {
    const { repositoryId } = await findMirror(deps, params);
    await store.mirrors.remove(repositoryId);
    deps.log.info({ repository: `${params.owner}/${params.name}` }, 'mirror removed');
    return {};
  });
}

async function findMirror(deps: ServerDeps, params: { owner: string; name: string }): Promise<MirrorRecord> {
  const { id, fullName } = await findRepository(deps, params);
  const mirror = await deps.store.mirrors.get(id);
  if (mirror === null) throw new RaibidError('not_found', `${fullName} is no mirror.`);
  return mirror;
}

async function knownView(deps: ServerDeps, mirror: MirrorRecord): Promise<MirrorView> {
  const view = await mirrorView(deps, mirror);
  if (view === null) throw new RaibidError('not_found', 'The repository was deleted meanwhile.');
  return view;
}

/** Null: its repository was deleted meanwhile. */
async function mirrorView(deps: ServerDeps, mirror: MirrorRecord): Promise<MirrorView | null> {
  const repository = await deps.store.repositories.get(mirror.repositoryId);
  if (repository === null) return null;
  const { repositoryId, credentials: _sealed, createdAt: _at, ...shown } = mirror;
  return {
    ...shown,
    repository: repository.fullName,
    syncing: deps.mirrors.isSyncing(repositoryId),
    webhookUrl: `${deps.baseUrl()}/api/v1/mirror-webhooks/${repositoryId}`,
  };
}

/** Waits for a sync, but not for ever: the caller asks again. */
async function syncFor(milliseconds: number, { mirrors, stopping }: ServerDeps, repositoryId: string): Promise<void> {
  const done = new AbortController();
  const signal = AbortSignal.any([stopping, done.signal]);
  const enough = setTimeout(milliseconds, undefined, { signal }).catch(() => {});
  await Promise.race([mirrors.sync(repositoryId), enough]);
  done.abort();
}
