import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { type ServerConfig, serverConfigSchema } from '../contract/config.ts';
import { RaibidError } from '../shared/errors.ts';
import { flagHelp, type ProgramInput, readFlags } from '../shared/flags.ts';
import { homeFolder } from '../shared/home-folder.ts';
import { releaseStartMemory } from '../shared/release-start-memory.ts';
import { clusterOptions, keyFiles } from './cluster-options.ts';
import { giteaOptions } from './gitea-options.ts';
import { serverFlags as flags } from './server-flags.ts';
import { storeOptions } from './store-options.ts';

/** Environment that local agents, and so the jobs on this machine, see of ours. */
const passedOn = /^(PATH|HOME|LANG|LC_ALL|TZ|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS|(HTTP|HTTPS|NO|ALL)_PROXY)$/i;

export interface ServerProgramInput extends ProgramInput {
  cwd: string;
  stdout: { write(text: string): void };
  /** Aborted by SIGTERM and SIGINT. */
  signal: AbortSignal;
}

/** `raibid-server`: serves until the signal, or until a newer version takes its store over, then finishes what is under way. Agents go on. */
export async function runServerProgram(input: ServerProgramInput): Promise<number> {
  const values = readFlags(flags, input);
  if (values.help !== undefined) {
    input.stdout.write(flagHelp('raibid-server [options]', 'The raibid-ci server with local agents.', flags));
    return 0;
  }
  const config = serverConfigFrom(values, input, {
    store: await storeOptions(values, input.cwd),
    gitea: await giteaOptions(values, input.cwd),
    cluster: clusterOptions(values, input),
    ...keyFiles(values, input.cwd),
  });
  const { startServer } = await import('./listen.ts');
  const server = await startServer(config);
  releaseStartMemory();
  const end = AbortSignal.any([input.signal, server.replaced]);
  if (!end.aborted) await once(end, 'abort');
  await server.close();
  return 0;
}

function serverConfigFrom(
  values: Record<string, string>,
  { env, cwd }: ServerProgramInput,
  more: Record<string, unknown>,
): ServerConfig {
  const home = env.XDG_DATA_HOME ?? join(homeFolder(env), '.local', 'share');
  const sharedDir = values['shared-dir'];
  const parsed = serverConfigSchema.safeParse(
    given({
      ...more,
      host: values.host,
      port: numberOf(values.port),
      baseUrl: values['base-url'],
      webhookUrl: values['webhook-url'],
      maxAgents: numberOf(values['max-agents']),
      warm: numberOf(values.warm),
      retention: given({
        days: numberOf(values['retention-days']),
        runs: numberOf(values['keep-runs']),
        cacheDays: numberOf(values['cache-days']),
      }),
      isolation: values.isolation,
      logLevel: values['log-level'],
      sharedDir: sharedDir === undefined ? undefined : resolve(cwd, sharedDir),
      actionHosts: values['actions-host']?.split(','),
      dataDir: resolve(cwd, values['data-dir'] ?? join(home, 'raibid-ci')),
      agentEnvironment: Object.fromEntries(Object.entries(env).filter(([name]) => passedOn.test(name))),
    }),
  );
  if (parsed.success) return parsed.data;
  throw new RaibidError('usage', `The settings are not valid: ${z.prettifyError(parsed.error)}`);
}

/** NaN for what is no number: the schema refuses it by name. */
function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : text.trim() === '' ? Number.NaN : Number(text);
}

/** Without what was not given: the schema has the defaults. */
function given(settings: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
