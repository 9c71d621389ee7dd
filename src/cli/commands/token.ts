import type { Command } from '../command.ts';

export const tokenCommand: Command = {
  name: 'token',
  summary: 'Print the admin token, for the dashboard and scripts',
  description:
    'Prints the token on standard output and where to use it on standard error. Who has the token may do everything.',
  remote: true,
  load: () => import('./token/handler.ts'),
};
