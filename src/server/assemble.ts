import { join } from 'node:path';
import { type ServerConfig, sharedDirOf } from '../contract/config.ts';
import { systemClock } from '../shared/clock.ts';
import { ensureAdminToken, useAdminToken } from './admin-token.ts';
import type { ServerDeps } from './deps.ts';
import { openForges } from './forge/hub.ts';
import { findIsolation } from './isolation.ts';
import { createMirrors } from './mirrors/mirrors.ts';
import { createScheduler } from './scheduler/scheduler.ts';
import { createSecretSource } from './secrets/job-settings.ts';
import { finishRotation } from './secrets/reseal.ts';
import { type KeyRing, openGivenSealer, openSealer } from './secrets/seal.ts';

/** The parts with those that the server itself starts and stops. */
export type ServerParts = ServerDeps & { scheduler: ReturnType<typeof createScheduler> };

/** Builds all parts of the server on an open store; nothing runs by itself yet. */
export async function assembleDeps(
  given: Pick<ServerDeps, 'config' | 'store' | 'blobs' | 'log' | 'baseUrl' | 'stopping'>,
): Promise<ServerParts> {
  const { config, store, blobs, log, baseUrl } = given;
  const clock = systemClock;
  const shared = sharedDirOf(config);
  const sealer = await openKeys(config, shared);
  await finishRotation({ store, sealer, clock, log });
  const { webhookUrl } = config;
  const forges = openForges({ dataDir: shared, store, sealer, log, baseUrl, webhookUrl });
  const { forge } = forges;
  const { adminTokenFile } = config;
  if (adminTokenFile === undefined) await ensureAdminToken(shared, store, clock);
  else await useAdminToken(adminTokenFile, shared, store, clock);
  const isolation = await findIsolation(config);
  const scheduler = createScheduler({ store, blobs, forge, config, clock, log });
  const mirrors = createMirrors({ config, store, sealer, forges, scheduler, clock, log });
  const secrets = createSecretSource(store, sealer);
  const pods = await podAgents(given);
  return { ...given, clock, forge, forges, scheduler, mirrors, secrets, sealer, isolation, pods };
}

async function openKeys({ sealingKeyFile }: ServerConfig, shared: string): Promise<KeyRing> {
  return sealingKeyFile === undefined ? openSealer(join(shared, 'secret-key')) : openGivenSealer(sealingKeyFile);
}

/** Loaded in the cluster only: the embedded server starts with less in memory. */
async function podAgents({ config }: Pick<ServerDeps, 'config'>): Promise<ServerDeps['pods']> {
  if (config.cluster === undefined) return null;
  const { connectPodAgents } = await import('./identity/pod-agents.ts');
  return connectPodAgents(config.cluster, systemClock);
}
