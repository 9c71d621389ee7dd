import { readFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { type AgentConfig, agentConfigSchema, isolationChoiceSchema } from '../contract/config.ts';
import { RaibidError } from '../shared/errors.ts';
import { type Flag, flagHelp, type ProgramInput, readFlags } from '../shared/flags.ts';
import { randomId } from '../shared/ids.ts';
import { createLogger } from '../shared/logger.ts';
import { programCommand } from '../shared/program-command.ts';

const flags = {
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

const about = `Claims one job, runs it, reports its result and exits 0.

Commands:
  raibid-agent probe      print what jobs would run in on this machine, as JSON
  raibid-agent executor   serve the executor protocol on standard streams (used inside the sandbox), or with
                          --listen SOCKET to one agent (in the job's container of a pod)`;

/** What of the agent's environment its git and the jobs may know. HOME is a folder of the job's own. */
const passedOn = /^(PATH|LANG|LC_ALL|TZ|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS|(HTTP|HTTPS|NO|ALL)_PROXY)$/i;

export interface AgentProgramInput extends ProgramInput {
  cwd: string;
  stdin: NodeJS.ReadableStream;
  stdout: { write(text: string): void };
  /** Aborted by SIGTERM and SIGINT. */
  signal: AbortSignal;
}

/** `raibid-agent`: one job, then the end. */
export async function runAgentProgram(input: AgentProgramInput): Promise<number> {
  const [command, ...rest] = input.argv;
  if (command === 'probe') return probe({ ...input, argv: rest });
  const values = readFlags(flags, input);
  if (values.help !== undefined) {
    input.stdout.write(flagHelp('raibid-agent [options]', about, flags));
    return 0;
  }
  const config = agentConfigFrom(values, await readToken(values['token-file'], input), input);
  const log = createLogger({ name: 'raibid-agent', level: values['log-level'] ?? 'info' });
  const { runAgent } = await import('./run-agent.ts');
  return runAgent({ config, log, serveCommand: [...programCommand('raibid-agent'), 'executor'] }, input.signal);
}

async function probe(input: AgentProgramInput): Promise<number> {
  const values = readFlags({ isolation: flags.isolation }, input);
  const wanted = isolationChoiceSchema.safeParse(values.isolation ?? 'auto');
  if (!wanted.success) throw new RaibidError('usage', `--isolation: ${z.prettifyError(wanted.error)}`);
  const { probeIsolation } = await import('../runner/executor/probe.ts');
  input.stdout.write(`${JSON.stringify(await probeIsolation(wanted.data))}\n`);
  return 0;
}

/** Tokens come by file or standard input only: arguments and environment can be seen by others. */
async function readToken(file: string | undefined, { stdin, cwd }: AgentProgramInput): Promise<string> {
  if (file === undefined)
    throw new RaibidError('usage', 'A token is needed: --token-file FILE, or - for standard input.');
  const content = file === '-' ? await text(stdin) : await readTokenFile(resolve(cwd, file));
  return content.trim();
}

async function readTokenFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new RaibidError('unauthorized', `The token file ${path} cannot be read.`, { cause });
  }
}

function agentConfigFrom(values: Record<string, string>, token: string, { env, cwd }: AgentProgramInput): AgentConfig {
  const agentId = values.id ?? randomId();
  const parsed = agentConfigSchema.safeParse({
    serverUrl: values.server,
    token,
    agentId,
    name: values.name ?? hostname(),
    workDir: resolve(cwd, values['work-dir'] ?? join(tmpdir(), `raibid-agent-${agentId}`)),
    toolCacheDir: resolve(cwd, values['tool-cache'] ?? join(tmpdir(), 'raibid-tool-cache')),
    ...(values.hide === undefined ? {} : { hiddenDirs: values.hide.split(':').map((folder) => resolve(cwd, folder)) }),
    ...(values.executor === undefined ? {} : { executorSocket: resolve(cwd, values.executor) }),
    ...(values['ready-file'] === undefined ? {} : { readyFile: resolve(cwd, values['ready-file']) }),
    ...(values.class === undefined ? {} : { agentClass: values.class }),
    ...(values.isolation === undefined ? {} : { isolation: values.isolation }),
    ...(values.idle === undefined ? {} : { idleMilliseconds: Number(values.idle) }),
    actionCacheDir: resolve(cwd, values['action-cache'] ?? join(tmpdir(), 'raibid-actions')),
    ...(values['actions-host'] === undefined ? {} : { actionHosts: values['actions-host'].split(',') }),
    environment: Object.fromEntries(Object.entries(env).filter(([name]) => passedOn.test(name))),
  });
  if (parsed.success) return parsed.data;
  throw new RaibidError('usage', `The settings are not valid: ${z.prettifyError(parsed.error)}`);
}
