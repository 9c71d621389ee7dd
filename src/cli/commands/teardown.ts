import type { Command } from '../command.ts';
import { breakGlassOption, clusterOptions, componentArgument, timeoutOption } from '../provision/options.ts';

export const teardownCommand: Command = {
  name: 'teardown',
  summary: 'Take the platform, or single components, away again',
  description:
    'Removes components with their data, volumes, Secrets and kinds, each after all that depend on it. Refuses to delete ' +
    'data that no backup of the last hour holds (raibid-cli backup), unless --yes is given.',
  arguments: [componentArgument],
  options: [
    { flag: 'yes', summary: 'Delete data without a backup' },
    ...clusterOptions,
    breakGlassOption,
    timeoutOption,
  ],
  examples: [{ line: 'raibid-cli teardown agents', what: 'Take the agents away; jobs wait until they are back.' }],
  data: true,
  load: () => import('./teardown/handler.ts'),
};
