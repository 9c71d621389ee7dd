import type { Command } from '../command.ts';

export const workflowCommands: Command[] = [
  {
    name: 'workflow lint',
    summary: 'Check workflow files',
    description:
      'Checks files, or all workflows below a folder. Without a path: the workflows of the working tree. Exits 1 when ' +
      'something is wrong.',
    arguments: [{ name: 'path', summary: 'Files or folders', variadic: true }],
    examples: [{ line: 'raibid-cli workflow lint', what: 'Check .github/workflows of this working tree.' }],
    data: true,
    load: () => import('./workflow/lint.ts'),
  },
  {
    name: 'workflow list',
    summary: 'List the workflows of a repository on the server',
    description:
      'With what starts each, and the inputs that `workflow dispatch` takes; a `*` marks those it must have.',
    arguments: [{ name: 'repository', summary: 'name or owner/name', required: true }],
    options: [{ flag: 'ref', value: 'ref', summary: 'Branch or tag (default: the default branch)' }],
    remote: true,
    data: true,
    load: () => import('./workflow/list.ts'),
  },
  {
    name: 'workflow dispatch',
    summary: 'Start a workflow that has workflow_dispatch',
    description: 'Prints the id of the new run.',
    arguments: [
      { name: 'repository', summary: 'name or owner/name', required: true },
      { name: 'workflow', summary: 'File name, path or `name:` of the workflow', required: true },
    ],
    options: [
      { flag: 'ref', value: 'ref', summary: 'Branch or tag (default: the default branch)' },
      { flag: 'input', short: 'i', value: 'name=value', summary: 'An input of the workflow', repeat: true },
      { flag: 'watch', short: 'w', summary: 'Follow the run until it ends; exit with its result' },
    ],
    remote: true,
    data: true,
    load: () => import('./workflow/dispatch.ts'),
  },
];
