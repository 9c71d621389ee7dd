import type { Command, CommandArgument } from '../command.ts';

const runArgument: CommandArgument = {
  name: 'run',
  summary: 'Id of the run; the newest (of the repository here) when left out',
};

export const runsCommands: Command[] = [
  {
    name: 'runs list',
    summary: 'List runs, newest first',
    options: [
      { flag: 'repo', short: 'r', value: 'name', summary: 'Only runs of this repository' },
      {
        flag: 'status',
        short: 's',
        value: 'status',
        summary: 'Only runs with this status',
        choices: ['queued', 'waiting', 'in_progress', 'completed'],
      },
      { flag: 'ref', value: 'ref', summary: 'Only runs of this full ref' },
      { flag: 'event', value: 'event', summary: 'Only runs made by this event' },
      { flag: 'workflow', value: 'path', summary: 'Only runs of this workflow file' },
      { flag: 'sha', value: 'commit', summary: 'Only runs of this commit' },
      { flag: 'limit', short: 'n', value: 'number', summary: 'At most so many', default: 20 },
    ],
    remote: true,
    data: true,
    load: () => import('./runs/list.ts'),
  },
  {
    name: 'runs view',
    summary: 'Show a run with its jobs, and why a job waits',
    arguments: [runArgument],
    remote: true,
    data: true,
    load: () => import('./runs/view.ts'),
  },
  {
    name: 'runs watch',
    summary: 'Follow a run until it ends',
    description: 'Exits 0 when the run succeeds and 1 when it does not.',
    arguments: [runArgument],
    remote: true,
    load: () => import('./runs/watch.ts'),
  },
  {
    name: 'runs cancel',
    summary: 'Cancel what is not finished of a run',
    arguments: [{ ...runArgument, required: true }],
    remote: true,
    load: () => import('./runs/cancel.ts'),
  },
  {
    name: 'runs delete',
    summary: 'Delete a completed run with its logs and artifacts',
    arguments: [{ ...runArgument, required: true }],
    remote: true,
    load: () => import('./runs/delete.ts'),
  },
  {
    name: 'runs approve',
    summary: "Let a run of a fork's code begin",
    description: 'Read the commit first: its code runs on your machine. It gets no secrets and may not write.',
    arguments: [{ ...runArgument, required: true }],
    options: [{ flag: 'sha', value: 'commit', summary: 'The commit that was read; a run of another one is refused' }],
    remote: true,
    load: () => import('./runs/approve.ts'),
  },
  {
    name: 'runs rerun',
    summary: 'Run a finished run again',
    arguments: [{ ...runArgument, required: true }],
    options: [{ flag: 'failed', summary: 'Only failed jobs and those that need them' }],
    remote: true,
    load: () => import('./runs/rerun.ts'),
  },
];
