import type { Client } from '../../../src/client/client.ts';
import type { GiteaAccess, GiteaWorld } from '../../support/gitea-world.ts';
import { type BedCli, openCli, upstreamCharts } from './cli.ts';
import { bedClient, bedGitea } from './platform-on-bed.ts';
import { smallValues } from './small-values.ts';

/** What the platform consists of on a bed; Flux has tests of its own. */
export const platformComponents = ['redis', 'gitea', 'keda', 'server', 'agents'];

/** The platform on a bed, with everything that a test needs to use it. */
export interface BedPlatform {
  cli: BedCli;
  client: Client;
  gitea: GiteaWorld<GiteaAccess>;
  /** Takes all of it away. */
  close(): Promise<void>;
}

/** Room for six agents. */
const sixAgents = ['--profile', 'dev', '--values', smallValues];

/**
 * Sets the platform up as people do; what the smoke tests try is tried by the tests here. `size`: options of `setup`;
 * `timeout`: of commands that wait (see `openCli`).
 */
export async function setUpPlatform(size = sixAgents, timeout?: string): Promise<BedPlatform> {
  const cli = await openCli(timeout);
  await cli.run('setup', ...platformComponents, ...size, '--skip-verify', ...upstreamCharts());
  const gitea = await bedGitea();
  return {
    cli,
    client: await bedClient(),
    gitea,
    async close() {
      await gitea.remove();
      await cli.run('teardown', 'all', '--yes');
      await cli.close();
    },
  };
}
