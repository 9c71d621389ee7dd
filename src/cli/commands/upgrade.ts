import type { Command } from '../command.ts';
import { clusterOptions, componentArgument, timeoutOption, valuesOptions } from '../provision/options.ts';

export const upgradeCommand: Command = {
  name: 'upgrade',
  summary: 'Bring the components that are there to the versions of this raibid-cli',
  description:
    'Shows which versions change, and demands a backup of the last hour for components with data, unless --yes is given. ' +
    'Jobs that run meanwhile go on. A component that does not work afterwards goes back to where it was.',
  arguments: [componentArgument],
  options: [
    { flag: 'dry-run', summary: 'Show the plan and stop' },
    { flag: 'yes', summary: 'Upgrade without a backup' },
    ...valuesOptions,
    ...clusterOptions,
    { flag: 'break-glass', summary: 'Suspend Flux first, where Git owns the platform' },
    { flag: 'skip-verify', summary: 'Leave the smoke tests out' },
    timeoutOption,
  ],
  data: true,
  load: () => import('./upgrade/handler.ts'),
};
