import type { Command } from '../command.ts';

export const logsCommand: Command = {
  name: 'logs',
  summary: 'Print the log of a run or of one of its jobs',
  description:
    'Without a job the logs of all jobs come one after the other; with --follow their lines mix as they appear.',
  arguments: [
    { name: 'run', summary: 'Id of the run; the newest (of the repository here) when left out' },
    { name: 'job', summary: 'Name, key or id of a job' },
  ],
  options: [
    { flag: 'follow', short: 'f', summary: 'Go on until the job ends' },
    { flag: 'attempt', value: 'number', summary: 'Log of an earlier attempt at the job' },
    { flag: 'timestamps', short: 't', summary: 'Start each line with its time' },
    { flag: 'failed', summary: 'Only jobs that failed' },
  ],
  examples: [
    { line: 'raibid-cli logs -f', what: 'Follow the newest run.' },
    { line: 'raibid-cli logs 12 "test (20)"', what: 'Print the log of one job.' },
  ],
  remote: true,
  data: true,
  load: () => import('./logs/handler.ts'),
};
