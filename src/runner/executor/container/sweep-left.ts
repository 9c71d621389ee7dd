import { stat } from 'node:fs/promises';
import { isRaibidError } from '../../../shared/errors.ts';
import { jobUser } from '../sandbox-user.ts';
import { sweepOrphans } from './owner.ts';
import { findPodman, type PodmanOptions, rootStore } from './podman.ts';

/**
 * Removes the containers of agents that are no more. Each is known by its agent's process: those of agents that live,
 * of this installation or another, stay. Nothing where there is no podman, or where no job ever had a container.
 */
export async function sweepLeftContainers(options: PodmanOptions): Promise<void> {
  const store = await stat(options.storeFolder ?? rootStore).catch(() => null);
  if (jobUser().drop && store === null) return;
  try {
    await sweepOrphans(await findPodman(options));
  } catch (error) {
    if (!isRaibidError(error, 'tool_missing')) throw error;
  }
}
