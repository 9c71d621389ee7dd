import type { Command } from '../command.ts';

export const tokenCommand: Command = {
  name: 'token',
  summary: 'Print the admin token for the dashboard and for git',
  description:
    'Prints the token on standard output and where to use it on standard error. Who has the token may do everything.',
  options: [{ flag: 'git', summary: 'Print a credential line for `git credential approve` instead' }],
  examples: [
    { line: 'raibid-cli token --git | git credential approve', what: 'Let git know the token for this server.' },
  ],
  remote: true,
  load: () => import('./token/handler.ts'),
};
