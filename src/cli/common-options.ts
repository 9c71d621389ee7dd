import type { Command, CommandOption } from './command.ts';

const remoteOptions: CommandOption[] = [
  { flag: 'server', value: 'url', summary: 'Address of the server (RAIBID_SERVER; default: the one running here)' },
  {
    flag: 'token-file',
    value: 'file',
    summary: 'File with the token (RAIBID_TOKEN_FILE, or the token in RAIBID_TOKEN)',
  },
  { flag: 'data-dir', value: 'folder', summary: 'Data folder of the local server (RAIBID_DATA_DIR)' },
];

const dataOptions: CommandOption[] = [{ flag: 'json', summary: 'Print JSON' }];

/** The command's own options, then those that `data` and `remote` add. */
export function allOptions(command: Command): CommandOption[] {
  return [
    ...(command.options ?? []),
    ...(command.data === true ? dataOptions : []),
    ...(command.remote === true ? remoteOptions : []),
  ];
}
