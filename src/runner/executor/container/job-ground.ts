import { type GuardedNetwork, openGuardedNetwork } from './guarded-network.ts';
import { sweepOrphans } from './owner.ts';
import { findPodman, type Podman, type PodmanOptions } from './podman.ts';

/** What all containers of a job stand on; made when the first of them wants it. */
export interface JobGround {
  /** Rejects with `tool_missing` where there is none. */
  podman(): Promise<Podman>;
  network(): Promise<GuardedNetwork>;
  /** What is done once the containers are gone. */
  atEnd(cleanUp: () => Promise<void>): void;
  /** Removes the network and the containers on it, if there are any. */
  remove(): Promise<void>;
}

/** `name`: of the network. */
export function prepareGround(options: PodmanOptions, name: string): JobGround {
  let found: Promise<Podman> | null = null;
  let made: Promise<GuardedNetwork> | null = null;
  const cleanUps: (() => Promise<void>)[] = [];
  const podman = () => {
    found ??= findSwept(options);
    return found;
  };
  return {
    podman,
    network: () => {
      made ??= podman().then((one) => openGuardedNetwork(one, name));
      return made;
    },
    atEnd: (cleanUp) => void cleanUps.push(cleanUp),
    remove: async () => {
      const network = await made?.catch(() => null);
      made = null;
      await network?.remove();
      for (const cleanUp of cleanUps.splice(0)) await cleanUp();
    },
  };
}

async function findSwept(options: PodmanOptions): Promise<Podman> {
  const podman = await findPodman(options);
  await sweepOrphans(podman);
  return podman;
}
