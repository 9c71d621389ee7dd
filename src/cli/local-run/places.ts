import { join, resolve } from 'node:path';
import type { CommandContext } from '../command.ts';
import { listOption, textOption } from '../option-values.ts';
import { userFolder } from '../user-folders.ts';

/** Folders of local runs, as absolute paths. */
export interface LocalPlaces {
  /** The working tree. */
  tree: string;
  /** Artifacts of this run. */
  artifacts: string;
  caches: string;
  actions: string;
  toolCache: string;
  /** Git hosts of remote actions, in order. */
  actionHosts: string[];
}

/** Artifacts stay with the tree; what is only a copy of something else goes to the user's cache folder. */
export function localPlaces(tree: string, context: CommandContext, now: Date): LocalPlaces {
  const { env, cwd } = context;
  const cache = userFolder(env, 'cache');
  const artifacts = resolve(cwd, textOption(context, 'artifacts') ?? join(tree, '.raibid', 'artifacts'));
  const hosts = listOption(context, 'actions-host');
  return {
    tree,
    artifacts: join(artifacts, now.toISOString().slice(0, 19).replaceAll(':', '-')),
    caches: join(cache, 'caches'),
    actions: join(cache, 'actions'),
    toolCache: join(cache, 'tools'),
    actionHosts: hosts.length > 0 ? hosts : ['https://github.com'],
  };
}
