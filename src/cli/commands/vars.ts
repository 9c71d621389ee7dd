import type { Command } from '../command.ts';
import { scopeOptions } from '../remote/setting-scope.ts';

export const varsCommands: Command[] = [
  {
    name: 'vars set',
    summary: 'Create or replace a variable',
    description:
      'Workflows see it as vars.NAME. It is no secret: logs show it. Without a value it comes from --file or from ' +
      'standard input (without its last line break).',
    arguments: [
      { name: 'name', summary: 'Name: letters, digits and _; left out with --env-file' },
      { name: 'value', summary: 'The value' },
    ],
    options: [
      ...scopeOptions,
      { flag: 'file', short: 'f', value: 'file', summary: 'File whose content is the value' },
      { flag: 'env-file', value: 'file', summary: 'File with lines name=value: sets them all' },
    ],
    examples: [{ line: 'raibid-cli vars set REGION north --repo demo', what: 'Set vars.REGION of local/demo.' }],
    remote: true,
    load: () => import('./vars/set.ts'),
  },
  {
    name: 'vars list',
    summary: 'List variables',
    options: scopeOptions,
    remote: true,
    data: true,
    load: () => import('./vars/list.ts'),
  },
  {
    name: 'vars delete',
    summary: 'Delete a variable',
    arguments: [{ name: 'name', summary: 'Name of the variable', required: true }],
    options: scopeOptions,
    remote: true,
    load: () => import('./vars/delete.ts'),
  },
];
