import type { Logger } from '../../shared/logger.ts';
import type { GitChildren } from './git-children.ts';

/**
 * When git packs a repository again: its own defaults (git-config(1), gc.auto and gc.autoPackLimit). What no branch has
 * any more is packed and kept: a run of a commit that a force-push took off its branch can still be run again.
 */
const settings = { 'gc.auto': '6700', 'gc.autoPackLimit': '50', 'gc.autoDetach': 'false', 'gc.cruftPacks': 'true' };

/** Keeps repositories fast as pushes pile up. */
export interface Maintenance {
  /** Looks after one repository in the background, where nothing of the kind is under way. */
  look(folder: string): void;
}

/** Pushes do not wait for it: git's own gc after a push is off (`receive.autogc`). */
export function createMaintenance(children: GitChildren, log: Logger): Maintenance {
  const busy = new Set<string>();

  async function collect(folder: string): Promise<void> {
    const git = children.start({
      folder,
      args: ['--git-dir', folder, 'gc', '--auto', '--quiet', '--no-prune'],
      settings,
    });
    git.stdin.end();
    git.stdout.resume();
    const { exit, stderr } = await git.ended;
    if (exit !== 0) log.warn({ folder, exit, stderr }, 'a repository could not be packed; the next push tries again');
  }

  return {
    look(folder) {
      if (busy.has(folder)) return;
      busy.add(folder);
      collect(folder)
        .catch((error: unknown) => log.warn({ err: error, folder }, 'a repository could not be packed'))
        .finally(() => busy.delete(folder));
    },
  };
}
