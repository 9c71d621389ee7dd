import type { GiteaConfig } from '../../contract/config.ts';
import type { Clock } from '../../shared/clock.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Store } from '../../store/port.ts';
import type { HookKeys } from './connection.ts';
import type { ForgeHub } from './hub.ts';

/** Name of the forge that comes from the settings. */
const keptForge = 'gitea';

export interface KeepGiteaDeps {
  store: Pick<Store, 'forges'>;
  forges: Pick<ForgeHub, 'connections'>;
  clock: Clock;
  log: Logger;
}

/**
 * Makes the connection of the settings, or brings it up to date. Gitea is not asked: it may be away at this moment. A key
 * of webhooks that is replaced stays as a former one, and counts until the webhooks have secrets of the new one
 * (`renewHooks`): a server that ends in between loses nothing.
 * @throws `conflict` when the store knows a forge of that name at another address
 */
export async function keepGitea(deps: KeepGiteaDeps, config: GiteaConfig): Promise<void> {
  const { store, forges, clock, log } = deps;
  const wanted = { name: keptForge, kind: 'gitea' as const, url: config.url, token: config.token };
  const { connections } = forges;
  if ((await store.forges.find(keptForge)) === null) {
    const keys = { hookKey: config.webhookSecret, formerHookKeys: [] };
    await createOnce(store, connections.seal(wanted, clock.now(), keys));
    log.info({ forge: keptForge, url: config.url }, 'forge connected');
    return;
  }
  const known = await connections.get(keptForge);
  if (known.url !== config.url) throw otherAddress(known.url, config.url);
  const hooksChanged = known.hookKey !== config.webhookSecret;
  if (!hooksChanged && known.token === config.token) return;
  const keys = hooksChanged ? replacedBy(config.webhookSecret, known) : known;
  await store.forges.reseal(keptForge, connections.seal(wanted, clock.now(), keys).credentials);
  log.info({ forge: keptForge, hooksChanged }, 'the credentials of the forge were renewed');
}

function replacedBy(hookKey: string, { hookKey: last, formerHookKeys }: HookKeys): HookKeys {
  return { hookKey, formerHookKeys: [last, ...formerHookKeys].filter((key) => key !== hookKey) };
}

/** Another server may make the same connection at this moment. */
async function createOnce(
  store: KeepGiteaDeps['store'],
  record: Parameters<Store['forges']['create']>[0],
): Promise<void> {
  await store.forges.create(record).catch(async (error: unknown) => {
    if ((await store.forges.find(record.name)) === null) throw error;
  });
}

function otherAddress(known: string, wanted: string): RaibidError {
  return new RaibidError(
    'conflict',
    `The forge ${keptForge} is at ${known} in the store, and at ${wanted} by the settings.`,
    {
      hint: 'Set the old address again, or disable its repositories and run: raibid-cli forge remove gitea.',
    },
  );
}
