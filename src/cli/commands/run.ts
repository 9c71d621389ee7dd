import type { Command } from '../command.ts';

export const runCommand: Command = {
  name: 'run',
  summary: 'Run a workflow on this working tree, with no server',
  description:
    'Runs jobs with the same engine and runner as the platform, as plain processes of yours: no sandbox. Without a ' +
    'workflow: the only one that the event starts. Exits 0 when the run succeeds and 1 when it fails.',
  arguments: [{ name: 'workflow', summary: 'Path, file name or name of a workflow' }],
  options: [
    {
      flag: 'event',
      short: 'e',
      value: 'name',
      summary: 'Event to act as (default: push, or workflow_dispatch when the workflow has no push)',
      choices: ['push', 'pull_request', 'release', 'workflow_dispatch', 'schedule'],
    },
    { flag: 'event-file', value: 'file', summary: 'JSON file that becomes github.event' },
    { flag: 'job', short: 'j', value: 'key', summary: 'Only this job and those it needs', repeat: true },
    { flag: 'matrix', short: 'm', value: 'key=value', summary: 'Only matrix jobs with this value', repeat: true },
    { flag: 'input', short: 'i', value: 'name=value', summary: 'An input of workflow_dispatch', repeat: true },
    { flag: 'env', value: 'name=value', summary: 'An environment variable of all steps', repeat: true },
    { flag: 'env-file', value: 'file', summary: 'File with lines name=value for --env', repeat: true },
    {
      flag: 'secret',
      short: 's',
      value: 'name',
      summary: 'A secret, read from the variable of that name',
      repeat: true,
    },
    { flag: 'secret-file', value: 'file', summary: 'File with lines name=value that become secrets', repeat: true },
    { flag: 'var', value: 'name=value', summary: 'A configuration variable (vars context)', repeat: true },
    { flag: 'workflows', value: 'folder', summary: 'Folder of the workflow files (default: the first that exists)' },
    { flag: 'directory', short: 'C', value: 'folder', summary: 'Working tree to run in', default: '.' },
    { flag: 'max-parallel', value: 'number', summary: 'Most jobs at a time (default: number of cores)' },
    {
      flag: 'actions-host',
      value: 'url',
      summary: 'Git host of remote actions; asked in this order (default: https://github.com)',
      repeat: true,
    },
    { flag: 'artifacts', value: 'folder', summary: 'Keep artifacts in this folder (default: .raibid/artifacts)' },
    { flag: 'list', short: 'l', summary: 'List workflows and their jobs; run nothing' },
    { flag: 'graph', short: 'g', summary: 'Draw the jobs and what they need; run nothing' },
    { flag: 'quiet', short: 'q', summary: 'Only the summary, and the logs of jobs that failed' },
  ],
  examples: [
    { line: 'raibid-cli run', what: 'Run what a push would start.' },
    { line: 'raibid-cli run ci.yml --job test --matrix node=24', what: 'One job of one workflow.' },
    { line: 'raibid-cli run --list', what: 'Show what could run.' },
    { line: 'raibid-cli run --json | jq .', what: 'One JSON document an event, for programs.' },
  ],
  data: true,
  load: () => import('./run/handler.ts'),
};
