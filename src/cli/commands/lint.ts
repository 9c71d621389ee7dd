import type { Command } from '../command.ts';
import { reportOptions } from './validate.ts';

export const lintCommand: Command = {
  name: 'lint',
  summary: 'Check Kubernetes manifests against rules of security, reliability and style',
  description:
    'Holds manifests, kustomizations and rendered charts to the rules in docs/rules/, and the YAML itself to the nearest ' +
    'yamllint configuration. Configured by .raibid-lint.yaml; a rule is switched off for one object by an annotation or ' +
    'comment with a reason. Exits 0, 1 (something is wrong) or 2.',
  arguments: [{ name: 'path', summary: 'Files, folders or patterns (default: this folder)', variadic: true }],
  options: [
    ...reportOptions.filter(
      (option) => !['schemas', 'schemas-from-cluster', 'ignore-unknown-kinds'].includes(option.flag),
    ),
    { flag: 'config', value: 'file', summary: 'Configuration (default: the nearest .raibid-lint.yaml)' },
    { flag: 'yamllint-config', value: 'file', summary: 'yamllint configuration (default: the nearest .yamllint)' },
    { flag: 'fix', summary: 'Correct what can be corrected safely; comments and layout stay' },
    { flag: 'list', summary: 'List all rules and whether they are on' },
  ],
  examples: [
    { line: 'raibid-cli lint infra/', what: 'Check a folder.' },
    { line: 'raibid-cli lint --fix infra/', what: 'Correct what can be corrected safely, then check.' },
    { line: 'raibid-cli lint --list', what: 'Show all rules.' },
  ],
  load: () => import('./manifests/lint.ts'),
};
