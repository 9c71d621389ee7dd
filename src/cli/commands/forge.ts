import type { Command, CommandArgument } from '../command.ts';

const nameArgument: CommandArgument = { name: 'name', summary: 'Name of the forge', required: true };

export const forgeCommands: Command[] = [
  {
    name: 'forge add',
    summary: 'Connect a Gitea by its address and a token',
    description:
      'The token is read from a file or from standard input, tried, and kept encrypted. It needs the rights to read and write repositories and to read its own account.',
    arguments: [nameArgument, { name: 'url', summary: 'Address of the forge', required: true }],
    options: [
      {
        flag: 'forge-token-file',
        value: 'file',
        summary: 'File with the token of the forge; - is standard input',
        default: '-',
      },
    ],
    examples: [
      {
        line: 'raibid-cli forge add gitea http://127.0.0.1:3000 --forge-token-file token.txt',
        what: 'Connect a Gitea on this machine.',
      },
    ],
    remote: true,
    data: true,
    load: () => import('./forge/add.ts'),
  },
  {
    name: 'forge list',
    summary: 'List connected forges',
    remote: true,
    data: true,
    load: () => import('./forge/list.ts'),
  },
  {
    name: 'forge check',
    summary: 'Try a connection, and repair the webhooks there',
    description: 'Exits 1 when a webhook could not be repaired.',
    arguments: [nameArgument],
    remote: true,
    data: true,
    load: () => import('./forge/check.ts'),
  },
  {
    name: 'forge remove',
    summary: 'Forget a forge on which no repository of this server lives',
    arguments: [nameArgument],
    remote: true,
    load: () => import('./forge/remove.ts'),
  },
];
