import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { secretName } from './owner.ts';
import type { Podman } from './podman.ts';

/** Variables on their way to a container that podman makes. */
export interface HandedOver {
  /** Options of podman. No value stands in them. */
  flags: string[];
  /** Removes what was written; the container must have been started (or initialized) before. */
  forget(): Promise<void>;
}

/** Podman reads lines of at most 64 KiB from a file; a longer value goes as a secret. */
const longestLine = 32 * 1024;

/** Names that can stand in such a file: others are lost, as they are in most programs. */
const fileName = /^[^\s=#\0][^\s=\0]*$/;

/** Some versions of podman take quotes at the start for their own. */
const needsSecret = (value: string) => /[\r\n]|^["'`]/.test(value) || value.length > longestLine;

/**
 * Hands an environment over to podman, without a value among its arguments: a file in `folder`, which no job sees, and
 * podman's secrets for what such a file cannot hold, values of several lines.
 */
export async function handOver(
  podman: Podman,
  env: Readonly<Record<string, string>>,
  folder: string,
): Promise<HandedOver> {
  const key = randomBytes(6).toString('hex');
  const file = join(folder, `env-${key}`);
  const entries = Object.entries(env).filter(([name, value]) => fileName.test(name) && !value.includes('\0'));
  const secrets = entries.filter(([, value]) => needsSecret(value));
  const lines = entries.filter(([, value]) => !needsSecret(value)).map(([name, value]) => `${name}=${value}\n`);
  const names: string[] = [];
  const forget = async (): Promise<void> => {
    await rm(file, { force: true });
    if (names.length > 0) await podman.run(['secret', 'rm', ...names]);
  };
  const flags = ['--env-file', file];
  try {
    for (const [nth, [name, value]] of secrets.entries()) {
      const secret = await secretName(`${key}-${nth}`);
      names.push(secret);
      await writeFile(file, value, { mode: 0o600 });
      await podman.ask(`The variable ${name} could not be handed over`, ['secret', 'create', secret, file]);
      flags.push('--secret', `${secret},type=env,target=${name}`);
    }
    await writeFile(file, lines.join(''), { mode: 0o600 });
  } catch (error) {
    await forget();
    throw error;
  }
  return { flags, forget };
}
