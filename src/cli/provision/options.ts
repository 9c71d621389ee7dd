import { initSystems, profiles } from '../../shared/setup-choices.ts';
import type { CommandArgument, CommandOption } from '../command.ts';

export const componentArgument: CommandArgument = {
  name: 'component',
  summary: 'Components of infra/components.yaml, or all (the default)',
  variadic: true,
};

/** Which cluster. */
export const connectionOptions: CommandOption[] = [
  { flag: 'kubeconfig', value: 'file', summary: 'Kubeconfig of a cluster of your own' },
  { flag: 'context', value: 'name', summary: 'Context of the kubeconfig (default: its current one)' },
];

/** Which cluster, and how this machine runs it. */
export const clusterOptions: CommandOption[] = [
  ...connectionOptions,
  { flag: 'bundle', value: 'file', summary: 'Take programs, images and charts from a bundle' },
  { flag: 'mirror', value: 'url', summary: 'Fetch from here in place of the internet: <url>/<host>/<path>' },
  { flag: 'charts', value: 'folder', summary: 'Take upstream charts from this folder' },
  { flag: 'init', value: 'system', summary: 'What runs k3s on this machine', choices: initSystems, default: 'systemd' },
];

/** How the components are set. */
export const valuesOptions: CommandOption[] = [
  { flag: 'values', value: 'file', summary: 'YAML file with values by component' },
  { flag: 'profile', value: 'name', summary: 'Size of everything', choices: profiles, default: 'default' },
];

export const breakGlassOption: CommandOption = {
  flag: 'break-glass',
  summary: 'Suspend Flux first, where Git owns the platform',
};

export const skipVerifyOption: CommandOption = { flag: 'skip-verify', summary: 'Leave the smoke tests out' };

export const timeoutOption: CommandOption = {
  flag: 'timeout',
  value: 'time',
  summary: 'Longest wait for one component to become ready, such as 90s or 15m',
  default: '15m',
};
