import type { Command } from '../command.ts';

export const repoCommands: Command[] = [
  {
    name: 'repo create',
    summary: 'Create an empty repository',
    description: 'A name without an owner belongs to `local`. Prints the address to push to.',
    arguments: [{ name: 'name', summary: 'name or owner/name', required: true }],
    options: [
      { flag: 'default-branch', value: 'branch', summary: 'Name of the default branch', default: 'main' },
      { flag: 'remote', value: 'name', summary: 'Add it as a remote of the git repository here, with its credentials' },
    ],
    examples: [
      { line: 'raibid-cli repo create demo', what: 'Create local/demo.' },
      {
        line: 'raibid-cli repo create demo --remote raibid',
        what: 'Create it, ready for `git push raibid HEAD:main`.',
      },
    ],
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
    name: 'repo default-branch',
    summary: 'Change the default branch',
    description:
      'Schedules, dispatches without a ref and the caches of all branches go by it, and a clone begins with it. ' +
      'Repositories on a forge and mirrors follow the default branch there.',
    arguments: [
      { name: 'name', summary: 'name or owner/name', required: true },
      { name: 'branch', summary: 'a branch that exists', required: true },
    ],
    remote: true,
    data: true,
    load: () => import('./repo/default-branch.ts'),
  },
  {
    name: 'repo delete',
    summary: 'Delete a repository with its runs, logs and artifacts',
    arguments: [{ name: 'name', summary: 'name or owner/name', required: true }],
    options: [{ flag: 'yes', summary: 'Delete without asking' }],
    remote: true,
    load: () => import('./repo/delete.ts'),
  },
  {
    name: 'repo enable',
    summary: 'Let a repository of a connected forge run here',
    description:
      'Makes the webhook there. What is on the forge already starts nothing. On an enabled repository it makes the webhook anew.',
    arguments: [{ name: 'name', summary: 'owner/name on the forge', required: true }],
    options: [{ flag: 'forge', value: 'name', summary: 'Name of the connected forge' }],
    examples: [
      {
        line: 'raibid-cli repo enable ada/engine --forge gitea',
        what: 'Run what is pushed to ada/engine from now on.',
      },
    ],
    remote: true,
    data: true,
    load: () => import('./repo/enable.ts'),
  },
  {
    name: 'repo disable',
    summary: 'Let nothing start any more for a repository of a forge',
    description: 'Removes the webhook there; the runs stay.',
    arguments: [{ name: 'name', summary: 'owner/name', required: true }],
    remote: true,
    load: () => import('./repo/disable.ts'),
  },
];
