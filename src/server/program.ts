import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { type ServerConfig, serverConfigSchema } from '../contract/config.ts';
import { RaibidError } from '../shared/errors.ts';
import { type Flag, flagHelp, type ProgramInput, readFlags } from '../shared/flags.ts';
import { storeOptions } from './store-options.ts';

const flags = {
  port: { value: 'number', env: 'RAIBID_PORT', summary: 'Port; 0 takes any free one (default 8420)' },
  host: { value: 'address', env: 'RAIBID_HOST', summary: 'Address to listen on (default 127.0.0.1)' },
  'base-url': {
    value: 'url',
    env: 'RAIBID_BASE_URL',
    summary: 'Address that people use, when a proxy stands in front',
  },
  'data-dir': { value: 'folder', env: 'RAIBID_DATA_DIR', summary: 'Data folder (default ~/.local/share/raibid-ci)' },
  'shared-dir': {
    value: 'folder',
    env: 'RAIBID_SHARED_DIR',
    summary: 'What servers on one store share: blobs, repositories, keys (default: the data folder)',
  },
  store: {
    value: 'url',
    env: 'RAIBID_STORE',
    summary: 'Redis server with the state (default: SQLite in the data folder)',
  },
  'store-user': { value: 'name', env: 'RAIBID_STORE_USER', summary: 'Redis user' },
  'store-password-file': {
    value: 'file',
    env: 'RAIBID_STORE_PASSWORD_FILE',
    summary: 'File with the password of the Redis user',
  },
  'store-ca': { value: 'file', env: 'RAIBID_STORE_CA', summary: 'PEM of the authority of the Redis certificate' },
  'max-agents': { value: 'number', env: 'RAIBID_MAX_AGENTS', summary: 'Most local agents; 0: none (default 4)' },
  warm: { value: 'number', env: 'RAIBID_WARM', summary: 'Idle agents kept ready (default 1)' },
  isolation: { value: 'kind', env: 'RAIBID_ISOLATION', summary: 'auto, sandbox or none (default auto)' },
  'actions-host': { value: 'urls', env: 'RAIBID_ACTIONS_HOST', summary: 'Git hosts of remote actions, by comma' },
  'log-level': { value: 'level', env: 'RAIBID_LOG_LEVEL', summary: 'fatal, error, warn, info, debug, trace or silent' },
  help: { summary: 'Show this text' },
} satisfies Record<string, Flag>;

/** Environment that local agents, and so the jobs on this machine, see of ours. */
const passedOn = /^(PATH|HOME|LANG|LC_ALL|TZ|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS|(HTTP|HTTPS|NO|ALL)_PROXY)$/i;

export interface ServerProgramInput extends ProgramInput {
  cwd: string;
  stdout: { write(text: string): void };
  /** Aborted by SIGTERM and SIGINT. */
  signal: AbortSignal;
}

/** `raibid-server`: serves until the signal, then finishes what is under way. Agents go on. */
export async function runServerProgram(input: ServerProgramInput): Promise<number> {
  const values = readFlags(flags, input);
  if (values.help !== undefined) {
    input.stdout.write(flagHelp('raibid-server [options]', 'The raibid-ci server with local agents.', flags));
    return 0;
  }
  const config = serverConfigFrom(values, input, await storeOptions(values, input.cwd));
  const { startServer } = await import('./listen.ts');
  const server = await startServer(config);
  await new Promise<void>((resolve) => {
    if (input.signal.aborted) resolve();
    input.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await server.close();
  return 0;
}

function serverConfigFrom(
  values: Record<string, string>,
  { env, cwd }: ServerProgramInput,
  store: object | undefined,
): ServerConfig {
  const home = env.XDG_DATA_HOME ?? join(env.HOME ?? homedir(), '.local', 'share');
  const parsed = serverConfigSchema.safeParse({
    ...optional('host', values.host),
    ...optional('port', numberOf(values.port)),
    ...optional('baseUrl', values['base-url']),
    ...optional('maxAgents', numberOf(values['max-agents'])),
    ...optional('warm', numberOf(values.warm)),
    ...optional('isolation', values.isolation),
    ...optional('logLevel', values['log-level']),
    ...optional('store', store),
    ...optional('sharedDir', values['shared-dir'] === undefined ? undefined : resolve(cwd, values['shared-dir'])),
    ...optional('actionHosts', values['actions-host']?.split(',')),
    dataDir: resolve(cwd, values['data-dir'] ?? join(home, 'raibid-ci')),
    agentEnvironment: Object.fromEntries(Object.entries(env).filter(([name]) => passedOn.test(name))),
  });
  if (parsed.success) return parsed.data;
  throw new RaibidError('usage', `The settings are not valid: ${z.prettifyError(parsed.error)}`);
}

/** NaN for what is no number: the schema refuses it by name. */
function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : text.trim() === '' ? Number.NaN : Number(text);
}

function optional(name: string, value: unknown): Record<string, unknown> {
  return value === undefined ? {} : { [name]: value };
}
