import type { Command } from '../command.ts';

export const artifactsCommands: Command[] = [
  {
    name: 'artifacts list',
    summary: 'List the artifacts of a run',
    arguments: [{ name: 'run', summary: 'Id of the run; the newest (of the repository here) when left out' }],
    remote: true,
    data: true,
    load: () => import('./artifacts/list.ts'),
  },
  {
    name: 'artifacts download',
    summary: 'Download artifacts of a run and unpack them',
    arguments: [
      { name: 'run', summary: 'Id of the run', required: true },
      { name: 'name', summary: 'Names of artifacts; all when left out', variadic: true },
    ],
    options: [
      { flag: 'output', short: 'o', value: 'folder', summary: 'Where to put them, a folder for each', default: '.' },
      { flag: 'archive', summary: 'Keep the .tar.gz files as they are' },
    ],
    remote: true,
    load: () => import('./artifacts/download.ts'),
  },
];
