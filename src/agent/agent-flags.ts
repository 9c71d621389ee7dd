import type { Flag } from '../shared/flags.ts';

/** Every setting of `raibid-agent`: by flag or by environment. */
export const agentFlags = {
  server: { value: 'url', env: 'RAIBID_SERVER', summary: 'Address of the server' },
  'token-file': {
    value: 'file',
    env: 'RAIBID_TOKEN_FILE',
    summary: 'File with the agent token; - reads standard input',
  },
  class: { value: 'name', env: 'RAIBID_AGENT_CLASS', summary: 'Class of jobs to take (default "default")' },
  id: { value: 'text', summary: 'Id of this agent (default: random)' },
  name: { value: 'text', env: 'RAIBID_AGENT_NAME', summary: 'Name for people (default: the host name)' },
  'work-dir': { value: 'folder', summary: "This agent's own folder, removed at the end" },
  'tool-cache': { value: 'folder', summary: 'Folder of the tool caches, one a repository' },
  'actions-host': { value: 'urls', env: 'RAIBID_ACTIONS_HOST', summary: 'Git hosts of remote actions, by comma' },
  'action-cache': { value: 'folder', summary: 'Folder of fetched actions, shared by the agents of a machine' },
  hide: { value: 'folders', summary: 'Folders that no sandbox may show, by colon: the data of the server' },
  isolation: { value: 'kind', env: 'RAIBID_ISOLATION', summary: 'auto, sandbox or none (default auto)' },
  executor: { value: 'socket', summary: 'Run steps where this executor is: the other container of a pod' },
  'ready-file': { value: 'file', env: 'RAIBID_READY_FILE', summary: 'Made when a job is claimed: readiness of a pod' },
  idle: { value: 'milliseconds', summary: 'Leave after this long without a job (default 60000)' },
  'log-level': {
    value: 'level',
    env: 'RAIBID_LOG_LEVEL',
    summary: 'What the log on standard error holds (default info)',
  },
  help: { summary: 'Show this text' },
} satisfies Record<string, Flag>;
