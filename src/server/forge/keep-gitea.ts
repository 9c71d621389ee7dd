import type { GiteaConfig } from '../../contract/config.ts';
import type { Clock } from '../../shared/clock.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Store } from '../../store/port.ts';
import { enabledRepositories } from '../scheduler/enabled-repositories.ts';
import type { ForgeHub } from './hub.ts';

/** Name of the forge that comes from the settings. */
const keptForge = 'gitea';

export interface KeepGiteaDeps {
  store: Pick<Store, 'forges' | 'mirrors' | 'repositories'>;
  forges: Pick<ForgeHub, 'connections' | 'remote'>;
  clock: Clock;
  log: Logger;
}

/**
 * Makes the connection of the settings, or brings it up to date. Gitea is not asked: it may be away at this moment.
 * @returns whether its webhooks need other secrets now: `renewHooks` gives them these
 * @throws `conflict` when the store knows a forge of that name at another address
 */
export async function keepGitea(deps: KeepGiteaDeps, config: GiteaConfig): Promise<{ hooksChanged: boolean }> {
  const { store, forges, clock, log } = deps;
  const wanted = { name: keptForge, kind: 'gitea' as const, url: config.url, token: config.token };
  const record = forges.connections.seal(wanted, clock.now(), config.webhookSecret);
  if ((await store.forges.find(keptForge)) === null) {
    await createOnce(store, record);
    log.info({ forge: keptForge, url: config.url }, 'forge connected');
    return { hooksChanged: false };
  }
  const known = await forges.connections.get(keptForge);
  if (known.url !== config.url) throw otherAddress(known.url, config.url);
  const hooksChanged = known.hookKey !== config.webhookSecret;
  if (hooksChanged || known.token !== config.token) {
    await store.forges.reseal(keptForge, record.credentials);
    log.info({ forge: keptForge, hooksChanged }, 'the credentials of the forge were renewed');
  }
  return { hooksChanged };
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

/** Makes the webhooks of the forge's repositories anew, since nobody can see which secret one has. What fails is logged. */
export async function renewHooks(deps: KeepGiteaDeps): Promise<void> {
  try {
    await renewEach(deps);
  } catch (error) {
    deps.log.warn({ err: error, forge: keptForge }, 'the webhooks could not be given their new secret');
  }
}

async function renewEach({ store, forges, log }: KeepGiteaDeps): Promise<void> {
  for (const repository of await enabledRepositories(store)) {
    if (repository.forge !== keptForge) continue;
    try {
      await store.forges.setHook(repository.id, await forges.remote.ensureHook(repository, true));
    } catch (error) {
      log.warn({ err: error, repository: repository.fullName }, 'the webhook could not be given its new secret');
    }
  }
}
