import type { Command } from '../command.ts';

export const repoCommands: Command[] = [
  {
    name: 'repo create',
    summary: 'Create an empty repository',
    description: 'A name without an owner belongs to `local`. Prints the address to push to.',
    arguments: [{ name: 'name', summary: 'name or owner/name', required: true }],
    options: [{ flag: 'default-branch', value: 'branch', summary: 'Name of the default branch', default: 'main' }],
    examples: [{ line: 'raibid-cli repo create demo', what: 'Create local/demo.' }],
    remote: true,
    data: true,
    load: () => import('./repo/create.ts'),
  },
  {
    name: 'repo list',
    summary: 'List repositories',
    remote: true,
    data: true,
    load: () => import('./repo/list.ts'),
  },
  {
    name: 'repo delete',
    summary: 'Delete a repository with its runs, logs and artifacts',
    arguments: [{ name: 'name', summary: 'name or owner/name', required: true }],
    options: [{ flag: 'yes', summary: 'Delete without asking' }],
    remote: true,
    load: () => import('./repo/delete.ts'),
  },
];
