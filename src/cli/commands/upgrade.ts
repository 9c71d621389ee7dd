import type { Command } from '../command.ts';
import {
  breakGlassOption,
  clusterOptions,
  componentArgument,
  skipVerifyOption,
  timeoutOption,
  valuesOptions,
} from '../provision/options.ts';

export const upgradeCommand: Command = {
  name: 'upgrade',
  summary: 'Bring the components that are there to the versions of this raibid-cli',
  description:
    'Shows which versions change, and demands a backup of the last hour for components with data, unless --yes is given. ' +
    'Jobs that run meanwhile go on. A component that does not work afterwards goes back to where it was. Where Git owns ' +
    'the platform, the new versions are committed to raibid/infra, merged with what people committed there.',
  arguments: [componentArgument],
  options: [
    { flag: 'dry-run', summary: 'Show the plan and stop' },
    { flag: 'yes', summary: 'Upgrade without a backup' },
    ...valuesOptions,
    ...clusterOptions,
    breakGlassOption,
    skipVerifyOption,
    timeoutOption,
  ],
  data: true,
  load: () => import('./upgrade/handler.ts'),
};
