import type { z } from 'zod';
import type { forgeRoutes } from '../../contract/api/forges.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { ForgeRecord } from '../../store/port/forges.ts';
import type { ServerDeps } from '../deps.ts';
import { createGiteaApi } from './gitea/api.ts';
import { whoAmI } from './gitea/calls.ts';

type NewForge = z.output<typeof forgeRoutes.add.body & z.ZodType>;

/** Tries address and token, then keeps the connection. `unreachable`, `forge_refused`, `already_exists`. */
export async function connectForge(deps: ServerDeps, forge: NewForge): Promise<ForgeRecord> {
  if ((await deps.store.forges.find(forge.name)) !== null) {
    throw new RaibidError('already_exists', `There is a forge ${forge.name} already.`);
  }
  const { login, version } = await whoAmI(createGiteaApi(forge));
  const record = deps.forges.connections.seal(forge, deps.clock.now());
  await deps.store.forges.create(record);
  deps.log.info({ forge: forge.name, url: forge.url, login, version }, 'forge connected');
  return record;
}
