import type { Command } from '../command.ts';

export const jobsCommands: Command[] = [
  {
    name: 'jobs retry',
    summary: 'Take up a job again that was given up (a dead letter)',
    description: '`raibid-cli queue` lists the dead letters.',
    arguments: [{ name: 'job', summary: 'Id of the job', required: true }],
    remote: true,
    load: () => import('./jobs/retry.ts'),
  },
];
