import type { Command } from '../command.ts';
import { connectionOptions, timeoutOption } from '../provision/options.ts';
import { scopeOptions } from '../remote/setting-scope.ts';

export const secretsCommands: Command[] = [
  {
    name: 'secrets set',
    summary: 'Create or replace a secret',
    description:
      'The value comes from --file, from standard input (without its last line break), or is asked for. Jobs see it as ' +
      'secrets.NAME and logs show it as ***; nobody can read it back. A secret of an environment stands before one of ' +
      'the repository, and that before one of the owner.',
    arguments: [{ name: 'name', summary: 'Name: letters, digits and _; left out with --env-file' }],
    options: [
      ...scopeOptions,
      { flag: 'file', short: 'f', value: 'file', summary: 'File whose content is the value' },
      { flag: 'env-file', value: 'file', summary: 'File with lines name=value: sets them all' },
      { flag: 'value', value: 'text', summary: 'The value itself; others on this machine may see it' },
    ],
    examples: [
      { line: 'raibid-cli secrets set DEPLOY_TOKEN --repo demo', what: 'Ask for the value.' },
      { line: 'pass deploy | raibid-cli secrets set DEPLOY_TOKEN --repo demo', what: 'Take it from a program.' },
      {
        line: 'raibid-cli secrets set SSH_KEY --repo demo --env production --file id_ed25519',
        what: 'A file, for jobs with `environment: production` only.',
      },
      {
        line: 'raibid-cli secrets set NPM_TOKEN --owner local --file token',
        what: 'For all repositories of an owner.',
      },
    ],
    remote: true,
    load: () => import('./secrets/set.ts'),
  },
  {
    name: 'secrets list',
    summary: 'List the names of secrets',
    options: scopeOptions,
    remote: true,
    data: true,
    load: () => import('./secrets/list.ts'),
  },
  {
    name: 'secrets delete',
    summary: 'Delete a secret',
    arguments: [{ name: 'name', summary: 'Name of the secret', required: true }],
    options: scopeOptions,
    remote: true,
    load: () => import('./secrets/delete.ts'),
  },
  {
    name: 'secrets rotate-key',
    summary: 'Seal all secrets under a new key',
    description:
      'Makes a new key in the data folder of the server and seals everything anew, while jobs run. The old key leaves ' +
      'the key file at a later start of the server. Exits 1 when something could not be opened.',
    remote: true,
    data: true,
    load: () => import('./secrets/rotate-key.ts'),
  },
  {
    name: 'secrets rotate',
    summary: 'Give a component of a cluster new passwords, tokens and keys',
    description:
      'redis: new passwords for all users; the server stops until Redis is up with them. gitea: password of the ' +
      'administrator, keys, the tokens of server and Flux, the key of webhooks; Gitea starts anew. server: admin token and ' +
      'sealing key, while it serves. The Secrets of all that use them are written too; jobs that run go on.',
    arguments: [{ name: 'component', summary: 'The component: redis, gitea or server', required: true }],
    options: [...connectionOptions, timeoutOption],
    examples: [
      { line: 'raibid-cli secrets rotate redis', what: 'After a password was seen by somebody.' },
      { line: 'raibid-cli secrets rotate server', what: 'A new admin token, and everything sealed under a new key.' },
    ],
    data: true,
    load: () => import('./secrets/rotate.ts'),
  },
];
