import { afterAll, beforeAll } from 'vitest';
import { connectGitea, type GiteaWorld, startGiteaWorld } from './gitea-world.ts';
import { type Platform, startPlatform } from './platform.ts';

/** What the tests of a file share; there from the first test on. */
export interface ConnectedGitea {
  readonly world: GiteaWorld;
  readonly platform: Platform;
}

/** A Gitea and a platform that is connected to it, for all tests of a file; gone after the last. */
export function connectedGitea(config: Parameters<typeof startPlatform>[0] = {}): ConnectedGitea {
  let world: GiteaWorld | undefined;
  let platform: Platform | undefined;
  beforeAll(async () => {
    world = await startGiteaWorld();
    platform = await startPlatform(config);
    await connectGitea(platform.client, world);
  });
  afterAll(async () => {
    await platform?.stop();
    await world?.remove();
  });
  return {
    get world() {
      return there(world);
    },
    get platform() {
      return there(platform);
    },
  };
}

function there<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('it is there from the first test on');
  return part;
}
