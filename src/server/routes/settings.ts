import type { FastifyInstance } from 'fastify';
import { settingRoutes } from '../../contract/api/settings.ts';
import type { SettingScope } from '../../contract/settings.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { SettingRecord } from '../../store/port/settings.ts';
import type { ServerDeps } from '../deps.ts';
import { registerRoute } from '../register-route.ts';
import { rotateKey } from '../secrets/reseal.ts';
import { environmentScope, ownerScope, repositoryScope, type StoredScope, secretContext } from '../secrets/scope.ts';
import { findRepository } from './repositories.ts';

/** Secrets, which go in and never come out, and variables. */
export function settingsApi(app: FastifyInstance, deps: ServerDeps): void {
  const { sealer } = deps;
  registerRoute(app, settingRoutes.listSecrets, async ({ query }) => {
    const records = await list(deps, 'secret', query);
    return { secrets: records.map(({ name, updatedAt }) => ({ name, updatedAt })) };
  });
  registerRoute(app, settingRoutes.setSecret, async ({ params: { name }, query, body }) => {
    const stored = await storedScope(deps, query);
    await set(deps, 'secret', stored, name, sealer.seal(body.value, secretContext({ ...stored, name })));
    return {};
  });
  registerRoute(app, settingRoutes.deleteSecret, async ({ params, query }) =>
    remove(deps, 'secret', query, params.name),
  );
  registerRoute(app, settingRoutes.rotateKey, async () => rotateKey(deps));
  registerRoute(app, settingRoutes.listVariables, async ({ query }) => {
    const records = await list(deps, 'variable', query);
    return { variables: records.map(({ name, value, updatedAt }) => ({ name, value, updatedAt })) };
  });
  registerRoute(app, settingRoutes.setVariable, async ({ params, query, body }) => {
    await set(deps, 'variable', await storedScope(deps, query), params.name, body.value);
    return {};
  });
  registerRoute(app, settingRoutes.deleteVariable, async ({ params, query }) =>
    remove(deps, 'variable', query, params.name),
  );
}

type Kind = SettingRecord['kind'];

async function list(deps: ServerDeps, kind: Kind, query: SettingScope): Promise<SettingRecord[]> {
  const { scope } = await storedScope(deps, query);
  return deps.store.settings.list({ kind, scope });
}

async function set(deps: ServerDeps, kind: Kind, stored: StoredScope, name: string, value: string): Promise<void> {
  await deps.store.settings.set({ kind, ...stored, name, value, updatedAt: deps.clock.now() });
  deps.log.info({ kind, scope: stored.scope, name }, 'setting written');
}

async function remove(deps: ServerDeps, kind: Kind, query: SettingScope, name: string): Promise<Record<string, never>> {
  const { scope } = await storedScope(deps, query);
  if (!(await deps.store.settings.delete({ kind, scope, name }))) {
    throw new RaibidError('not_found', `There is no ${kind} ${name} there.`);
  }
  deps.log.info({ kind, scope, name }, 'setting deleted');
  return {};
}

async function storedScope(deps: ServerDeps, query: SettingScope): Promise<StoredScope> {
  if (query.repository === undefined) return ownerScope(query.owner ?? '');
  const [owner = '', name = ''] = query.repository.split('/');
  const { id } = await findRepository(deps, { owner, name });
  return query.environment === undefined ? repositoryScope(id) : environmentScope(id, query.environment);
}
