import type { Command } from '../command.ts';

export const upCommand: Command = {
  name: 'up',
  summary: 'Start the whole platform on this machine',
  description:
    'Starts the server, the git hosting and local agents in one process tree and stays until Ctrl-C, which waits for ' +
    'nothing: running jobs go on when the platform is started again.',
  options: [
    { flag: 'port', short: 'p', value: 'number', summary: 'Port of the server; 0 takes any free one', default: 8420 },
    { flag: 'host', value: 'address', summary: 'Address to listen on', default: '127.0.0.1' },
    { flag: 'base-url', value: 'url', summary: 'Address that people use, when a proxy stands in front' },
    { flag: 'data-dir', value: 'folder', summary: 'Data folder (RAIBID_DATA_DIR; default ~/.local/share/raibid-ci)' },
    { flag: 'max-agents', value: 'number', summary: 'Most jobs at a time (default: half of the cores, at least 2)' },
    { flag: 'warm', value: 'number', summary: 'Idle agents kept ready', default: 1 },
    {
      flag: 'retention-days',
      value: 'number',
      summary: 'Days that completed runs, their logs and artifacts are kept',
      default: 90,
    },
    {
      flag: 'keep-runs',
      value: 'number',
      summary: 'Most runs of one repository that are kept; 0: no limit',
      default: 10_000,
    },
    { flag: 'cache-days', value: 'number', summary: 'Days after its last use that a cache is kept', default: 7 },
    {
      flag: 'isolation',
      value: 'kind',
      summary: 'What jobs run in; auto takes the strongest that works here',
      choices: ['auto', 'sandbox', 'none'],
      default: 'auto',
    },
    {
      flag: 'log-level',
      value: 'level',
      summary: 'What the log on standard error holds',
      choices: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      default: 'warn',
    },
    {
      flag: 'log-format',
      value: 'format',
      summary: 'Form of the log',
      choices: ['auto', 'json', 'pretty'],
      default: 'auto',
    },
  ],
  examples: [
    { line: 'raibid-cli up', what: 'Start on http://127.0.0.1:8420.' },
    { line: 'raibid-cli up --port 0 --data-dir ./data', what: 'Start beside another one, with its own data.' },
  ],
  load: () => import('./up/handler.ts'),
};
