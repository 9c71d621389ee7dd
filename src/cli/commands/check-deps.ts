import type { Command } from '../command.ts';
import { reportOptions } from './validate.ts';

export const checkDepsCommand: Command = {
  name: 'check-deps',
  summary: 'Check that references between manifests resolve and that the order of components agrees',
  description:
    'Follows Services to pods, ConfigMaps and Secrets to their keys, ServiceAccounts, claims, ports, NetworkPolicy peers, ' +
    'autoscalers and Flux sources; compares components.yaml, Taskfile, README and the dependsOn of Flux; and names values ' +
    'that a chart does not know. Name the whole tree: a reference counts only when both ends are read.',
  arguments: [{ name: 'path', summary: 'Files, folders or patterns (default: this folder)', variadic: true }],
  options: reportOptions.filter((option) => ['output', 'watch', 'verbose', 'kubernetes-version'].includes(option.flag)),
  examples: [{ line: 'raibid-cli check-deps infra/', what: 'Check a whole tree.' }],
  load: () => import('./manifests/check-deps.ts'),
};
