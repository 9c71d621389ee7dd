import type { Command } from '../command.ts';
import {
  breakGlassOption,
  clusterOptions,
  componentArgument,
  skipVerifyOption,
  timeoutOption,
  valuesOptions,
} from '../provision/options.ts';

export const setupCommand: Command = {
  name: 'setup',
  summary: 'Set up the platform, or single components, on a cluster',
  description:
    'Shows what it will change, changes it, and tries each component out. A second run changes nothing; after an ' +
    'interruption the next run goes on. When a component fails, what this run made of it is taken away again, and those ' +
    'that do not need it are set up nevertheless. With --kubeconfig or --context the cluster is yours, and k3s is left out. ' +
    'After `setup flux` Git owns the platform: --values are committed to raibid/infra.',
  arguments: [componentArgument],
  options: [
    { flag: 'dry-run', summary: 'Show the plan and stop' },
    ...valuesOptions,
    ...clusterOptions,
    breakGlassOption,
    skipVerifyOption,
    timeoutOption,
  ],
  examples: [
    { line: 'raibid-cli setup all --dry-run', what: 'Show what would be made on this machine.' },
    { line: 'raibid-cli setup all --kubeconfig ~/.kube/config', what: 'Set up everything on a cluster of your own.' },
    { line: 'raibid-cli setup redis --profile dev', what: 'Set up Redis alone, sized for a small box.' },
  ],
  data: true,
  load: () => import('./setup/handler.ts'),
};
