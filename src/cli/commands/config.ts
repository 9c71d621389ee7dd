import type { Command } from '../command.ts';

export const configCommands: Command[] = [
  {
    name: 'config show',
    summary: 'Show the settings that are in force',
    description:
      'raibid-ci.yaml holds options of commands, so that they need not be given each time; what the command line says ' +
      'stands above it, and so do RAIBID_SERVER, RAIBID_TOKEN_FILE and RAIBID_DATA_DIR.',
    options: [
      { flag: 'origin', summary: 'Also says where each comes from, and shows defaults' },
      { flag: 'command', value: 'name', summary: 'Only the settings of one command, such as up' },
    ],
    examples: [{ line: 'raibid-cli config show --origin --command up', what: 'What `up` would start with, and why.' }],
    data: true,
    load: () => import('./config/show.ts'),
  },
  {
    name: 'config validate',
    summary: 'Check raibid-ci.yaml',
    arguments: [{ name: 'file', summary: 'The file (default: the one in force)' }],
    load: () => import('./config/validate.ts'),
  },
  {
    name: 'config schema',
    summary: 'Print the JSON Schema of raibid-ci.yaml',
    description: 'Editors complete and check with it: `# yaml-language-server: $schema=<file>` as the first line.',
    load: () => import('./config/schema.ts'),
  },
];
