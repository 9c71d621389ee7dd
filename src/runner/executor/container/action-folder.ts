import { chown, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { jobUser } from '../sandbox-user.ts';
import { actionLayout, partsOfTemp } from './layout.ts';

/** Folders of this machine that a container of an action gets. */
export interface ActionFolders {
  /** `/github` itself: mount points, and links that lead to parts of the temp folder. */
  github: string;
  /** Apart from the home of other steps, as on GitHub. */
  home: string;
}

/**
 * Makes them below `root`, which no job can change. The parts of the temp folder are links that are followed inside of
 * the container: a job may lay links of its own there, and podman would mount what is behind them.
 */
export async function makeActionFolders(root: string, trusted: boolean): Promise<ActionFolders> {
  const folders = { github: join(root, 'github'), home: join(root, 'github-home') };
  const made = await mkdir(folders.github, { recursive: true });
  if (made === undefined) return folders;
  for (const point of Object.values(actionLayout)) await mkdir(join(root, point));
  const { temp } = actionLayout;
  for (const [name, part] of Object.entries(partsOfTemp)) await symlink(`${temp}/${part}`, join(folders.github, name));
  await mkdir(folders.home);
  const { uid, gid, drop } = jobUser();
  if (drop && !trusted) await chown(folders.home, uid, gid);
  return folders;
}
