import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CommandContext } from '../command.ts';
import { userFolder } from '../user-folders.ts';

export const configName = 'raibid-ci.yaml';

/**
 * The configuration file: RAIBID_CONFIG, or `raibid-ci/raibid-ci.yaml` below XDG_CONFIG_HOME (`~/.config`). Never the one
 * of a working tree: that may be anybody's. Null when there is none; one that RAIBID_CONFIG names is always answered.
 */
export function configFile({ env, cwd }: Pick<CommandContext, 'env' | 'cwd'>): string | null {
  const given = env.RAIBID_CONFIG;
  if (given !== undefined && given !== '') return resolve(cwd, given);
  const file = join(userFolder(env, 'config'), configName);
  return existsSync(file) ? file : null;
}

/** Its text; null when it cannot be read. */
export function readConfigText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
