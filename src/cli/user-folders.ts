import { join } from 'node:path';
import { homeFolder } from '../shared/home-folder.ts';
import type { CommandContext } from './command.ts';

const places = {
  cache: { variable: 'XDG_CACHE_HOME', usual: ['.cache'] },
  config: { variable: 'XDG_CONFIG_HOME', usual: ['.config'] },
  data: { variable: 'XDG_DATA_HOME', usual: ['.local', 'share'] },
} as const;

/** Folder of this product for one user; not made. A relative or empty variable does not count (XDG base directories). */
export function userFolder(env: CommandContext['env'], kind: keyof typeof places): string {
  const { variable, usual } = places[kind];
  const given = env[variable];
  return join(given?.startsWith('/') ? given : join(homeFolder(env), ...usual), 'raibid-ci');
}
