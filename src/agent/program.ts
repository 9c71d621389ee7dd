import { readFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { type AgentConfig, agentConfigSchema, isolationChoiceSchema } from '../contract/config.ts';
import { RaibidError } from '../shared/errors.ts';
import { flagHelp, type ProgramInput, readFlags } from '../shared/flags.ts';
import { randomId } from '../shared/ids.ts';
import { createLogger } from '../shared/logger.ts';
import { programCommand } from '../shared/program-command.ts';
import { agentFlags as flags } from './agent-flags.ts';

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
