import type { Command } from '../command.ts';
import { componentArgument, connectionOptions } from '../provision/options.ts';

export const statusCommand: Command = {
  name: 'status',
  summary: 'Show the platform on a cluster: components, queue, agents, backups, certificates',
  description: 'Exits 1 when a component that is there is not ready.',
  arguments: [componentArgument],
  options: [{ flag: 'watch', summary: 'Draw it again every two seconds, until Ctrl-C' }, ...connectionOptions],
  examples: [{ line: 'raibid-cli status --watch', what: 'Follow a cluster.' }],
  data: true,
  load: () => import('./status/handler.ts'),
};
