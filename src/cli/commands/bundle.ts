import type { Command } from '../command.ts';

export const bundleCommands: Command[] = [
  {
    name: 'bundle create',
    summary: 'Gather what `setup` needs without the internet',
    description:
      'Fetches k3s, helm, kubectl, charts and images in the pinned versions and writes them with infra/ into one tar, ' +
      'with the SHA-256 of every file. Give it to `setup --bundle` on the other machine.',
    arguments: [{ name: 'file', summary: 'The bundle to write', required: true }],
    options: [
      {
        flag: 'arch',
        value: 'name',
        summary: 'Architecture of the other machine (default: that of this one); a DGX Spark is arm64',
        choices: ['x64', 'arm64'],
      },
      { flag: 'images', value: 'folder', summary: 'Take archives of images from here before asking registries' },
      { flag: 'charts', value: 'folder', summary: 'Take upstream charts from here before asking repositories' },
      { flag: 'mirror', value: 'url', summary: 'Fetch from here in place of the internet: <url>/<host>/<path>' },
    ],
    examples: [
      { line: 'raibid-cli bundle create spark.tar --arch arm64', what: 'On a connected machine, for a DGX Spark.' },
      { line: 'raibid-cli setup all --bundle spark.tar', what: 'On the other one.' },
    ],
    data: true,
    load: () => import('./bundle/create.ts'),
  },
  {
    name: 'bundle inspect',
    summary: 'Show what a bundle holds, and check every file of it',
    arguments: [{ name: 'file', summary: 'The bundle', required: true }],
    data: true,
    load: () => import('./bundle/inspect.ts'),
  },
];
