import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface DockerConfig {
  auths?: Record<string, { auth?: string }>;
}

/** Logins that `docker login` stored in plain form (~/.docker/config.json), by registry. Helpers are not asked. */
export function dockerCredentials(env: Readonly<Record<string, string | undefined>>): Map<string, string> {
  const folder = env.DOCKER_CONFIG ?? (env.HOME === undefined ? undefined : join(env.HOME, '.docker'));
  const file = folder === undefined ? undefined : join(folder, 'config.json');
  const found = new Map<string, string>();
  if (file === undefined || !existsSync(file)) return found;
  const { auths } = JSON.parse(readFileSync(file, 'utf8')) as DockerConfig;
  for (const [registry, { auth }] of Object.entries(auths ?? {})) {
    if (!auth) continue;
    const name = registry.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
    found.set(name === 'index.docker.io' ? 'docker.io' : name, Buffer.from(auth, 'base64').toString());
  }
  return found;
}
