import type { Command } from '../command.ts';

export const superviseCommand: Command = {
  name: 'supervise',
  summary: 'Keep a program running where no init system does it',
  description:
    'Started by `setup --init none` for k3s: starts the program again whenever it ends, until SIGTERM, which ends the ' +
    'program too. `teardown` stops it.',
  arguments: [{ name: 'command', summary: 'The program and its arguments, after --', required: true, variadic: true }],
  options: [
    { flag: 'pid-file', value: 'file', summary: 'Holds the process of the supervisor while it runs' },
    { flag: 'log', value: 'file', summary: 'Gets all that the program says' },
  ],
  load: () => import('./supervise/handler.ts'),
};
