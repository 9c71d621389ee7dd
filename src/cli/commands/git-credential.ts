import type { Command } from '../command.ts';

export const gitCredentialCommand: Command = {
  name: 'git-credential',
  summary: 'Answer git with the token of the server (a credential helper)',
  description:
    'Git runs it when it needs a password for the server; `repo create --remote` sets it up for one repository. The ' +
    'token is read afresh each time and kept nowhere else. Addresses other than the server’s get no answer.',
  arguments: [{ name: 'operation', summary: 'get, store or erase, as git says', required: true }],
  examples: [
    {
      line: "git config --global credential.http://127.0.0.1:8420.helper '!raibid-cli git-credential'",
      what: 'Let git know the token in every repository.',
    },
  ],
  remote: true,
  load: () => import('./git-credential/handler.ts'),
};
