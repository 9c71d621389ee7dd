import type { Command, CommandOption } from '../command.ts';

/** Options that `validate`, `lint` and `check-deps` share. */
export const reportOptions: CommandOption[] = [
  {
    flag: 'output',
    short: 'o',
    value: 'format',
    summary: 'How to print findings',
    choices: ['text', 'json', 'sarif', 'junit', 'github'],
    default: 'text',
  },
  {
    flag: 'kubernetes-version',
    value: 'version',
    summary: 'Kubernetes version to check against, 1.33 to 1.36 (default: the newest)',
  },
  {
    flag: 'schemas',
    value: 'path',
    summary: 'CustomResourceDefinitions of more kinds: a file or folder',
    repeat: true,
  },
  { flag: 'schemas-from-cluster', summary: 'Take the CustomResourceDefinitions of the current cluster (kubectl)' },
  { flag: 'ignore-unknown-kinds', summary: 'Do not fail on kinds without a schema; they are listed as not checked' },
  { flag: 'watch', short: 'w', summary: 'Check again whenever a file changes' },
  { flag: 'verbose', summary: 'List every file that was not checked' },
];

export const validateCommand: Command = {
  name: 'validate',
  summary: 'Check Kubernetes manifests against the schemas of Kubernetes',
  description:
    'Checks files, folders, quoted patterns, or standard input (`-`). Plain manifests, kustomizations and Helm charts ' +
    '(rendered by helm with each values file). Unknown fields, wrong types, missing fields and values that the API server ' +
    'would refuse are faults. It does the job of kubeval and kubeconform, and names file, line and column. ' +
    'Exits 0 when all is well, 1 when something is wrong, 2 when the command line is wrong or a needed program is missing.',
  arguments: [{ name: 'path', summary: 'Files, folders, patterns, or - (default: this folder)', variadic: true }],
  options: reportOptions,
  examples: [
    { line: 'raibid-cli validate infra/', what: 'Check a folder.' },
    { line: 'kubectl kustomize overlay | raibid-cli validate -', what: 'Check what another program prints.' },
    { line: 'raibid-cli validate --output github infra/', what: 'Annotate a pull request on GitHub.' },
  ],
  load: () => import('./manifests/validate.ts'),
};
