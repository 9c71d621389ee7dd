import type { FastifyInstance } from 'fastify';
import { type ForgeCheck, type ForgeView, forgeRoutes } from '../../contract/api/forges.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { ForgeRecord } from '../../store/port/forges.ts';
import type { ServerDeps } from '../deps.ts';
import { connectForge } from '../forge/connect.ts';
import { disableRepository, enableRepository } from '../forge/enable.ts';
import { repairHook } from '../forge/hook-keeper.ts';
import { receiveWebhook } from '../forge/webhook/receive.ts';
import { registerRoute } from '../register-route.ts';
import { enabledRepositories } from '../scheduler/enabled-repositories.ts';
import { findRepository, repositoryView } from './repositories.ts';

/** Forges beside this server, the repositories that live there, and what they report. */
export function forgeApi(app: FastifyInstance, deps: ServerDeps): void {
  registerRoute(app, forgeRoutes.list, async () => ({
    forges: await Promise.all((await deps.store.forges.list()).map((forge) => forgeView(deps, forge))),
  }));
  registerRoute(app, forgeRoutes.add, async ({ body }) => forgeView(deps, await connectForge(deps, body)));
  registerRoute(app, forgeRoutes.check, ({ params }) => checkForge(deps, params.forge));
  registerRoute(app, forgeRoutes.remove, async ({ params }) => {
    await findForge(deps, params.forge);
    await deps.store.forges.remove(params.forge);
    deps.log.info({ forge: params.forge }, 'forge removed');
    return {};
  });
  registerRoute(app, forgeRoutes.enable, async ({ params, body }) => {
    await findForge(deps, params.forge);
    return repositoryView(deps, await enableRepository(deps, params.forge, body.fullName));
  });
  registerRoute(app, forgeRoutes.disable, async ({ params }) => {
    await disableRepository(deps, await findRepository(deps, params));
    return {};
  });
  registerRoute(app, forgeRoutes.webhook, ({ params, request }) => receiveWebhook(deps, params.repositoryId, request));
}

async function findForge({ store }: ServerDeps, name: string): Promise<ForgeRecord> {
  const forge = await store.forges.find(name);
  if (forge !== null) return forge;
  throw new RaibidError('not_found', `There is no forge ${name}.`, { hint: 'Connect it: raibid-cli forge add.' });
}

async function forgeView({ store }: ServerDeps, forge: ForgeRecord): Promise<ForgeView> {
  const { name, kind, url, createdAt } = forge;
  const repositories = (await store.repositories.list()).filter((repository) => repository.forge === name).length;
  return { name, kind, url, createdAt, repositories };
}

async function checkForge(deps: ServerDeps, name: string): Promise<ForgeCheck> {
  await findForge(deps, name);
  const { login, version } = await deps.forges.remote.check(name);
  const repositories = (await enabledRepositories(deps.store)).filter(({ forge }) => forge === name);
  const webhooks: ForgeCheck['webhooks'] = [];
  for (const repository of repositories) {
    const hook = { store: deps.store, remote: deps.forges.remote, log: deps.log };
    webhooks.push({ repository: repository.fullName, ...(await repairHook(hook, repository)) });
  }
  return { login, version, webhooks };
}
