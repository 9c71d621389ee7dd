import type { Command } from '../command.ts';

const repositoryArgument = { name: 'repository', summary: 'name or owner/name here', required: true };

export const mirrorCommands: Command[] = [
  {
    name: 'mirror add',
    summary: 'Follow a repository elsewhere: its pushes run here',
    description:
      'Creates the repository and pulls branches and tags of the address into it, by the interval and whenever its ' +
      'webhook comes. What is there already starts nothing; the next push does. With --user the password or token comes ' +
      'from --password-file, from standard input, or is asked for. Prints the address and secret for a webhook.',
    arguments: [
      repositoryArgument,
      {
        name: 'url',
        summary: 'Address of the other repository: https, http or ssh (git@host:path too)',
        required: true,
      },
    ],
    options: [
      { flag: 'user', short: 'u', value: 'name', summary: 'User name for the address' },
      { flag: 'password-file', value: 'file', summary: 'File with the password or token for the address' },
      { flag: 'ssh-key', value: 'file', summary: 'File with the private key for an ssh address, without pass phrase' },
      {
        flag: 'host-key',
        value: 'file',
        summary: 'File with the host keys of an ssh server (default: those that it shows now)',
      },
      { flag: 'interval', value: 'seconds', summary: 'Seconds between two looks', default: 300 },
      { flag: 'allow-private', summary: 'The address may be in a private network or on this machine' },
      { flag: 'statuses', summary: 'Send statuses back, as GitHub takes them, with the same token' },
      { flag: 'status-token-file', value: 'file', summary: 'File with another token for the statuses' },
      {
        flag: 'status-api',
        value: 'url',
        summary: 'Address of the API for statuses (default: api.github.com, or /api/v3 of the host)',
      },
      { flag: 'status-repository', value: 'name', summary: 'owner/name for statuses (default: as in the address)' },
    ],
    examples: [
      {
        line: 'raibid-cli mirror add engine https://github.com/ada/engine --user x-access-token --password-file token --statuses',
        what: 'Run the pushes of a GitHub repository here and show their results there.',
      },
      {
        line: 'raibid-cli mirror add engine git@github.com:ada/engine.git --ssh-key deploy-key',
        what: 'The same with a deploy key; the host key that is shown is taken.',
      },
      { line: 'raibid-cli mirror add docs https://git.example.org/docs.git --interval 60', what: 'A public one.' },
    ],
    remote: true,
    data: true,
    load: () => import('./mirror/add.ts'),
  },
  {
    name: 'mirror list',
    summary: 'List mirrors and how their last look went',
    remote: true,
    data: true,
    load: () => import('./mirror/list.ts'),
  },
  {
    name: 'mirror sync',
    summary: 'Look now',
    description: 'Waits until it is done. Exits 1 when it failed.',
    arguments: [repositoryArgument],
    remote: true,
    data: true,
    load: () => import('./mirror/sync.ts'),
  },
  {
    name: 'mirror remove',
    summary: 'Stop following; the repository stays and can be pushed to',
    arguments: [repositoryArgument],
    remote: true,
    load: () => import('./mirror/remove.ts'),
  },
];
