import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { type ServerConfig, serverConfigSchema } from '../../../contract/config.ts';
import { startServer } from '../../../server/listen.ts';
import { RaibidError } from '../../../shared/errors.ts';
import { createLogger, type Logger } from '../../../shared/logger.ts';
import { releaseStartMemory } from '../../../shared/release-start-memory.ts';
import type { CommandContext } from '../../command.ts';
import { numberOption, textOption } from '../../option-values.ts';
import { prettyLog } from '../../output/pretty-log.ts';
import { printLines } from '../../output/print.ts';
import { dataFolder } from '../../remote/data-folder.ts';
import { bannerLines } from './banner.ts';

export async function run(context: CommandContext): Promise<number> {
  const config = configFrom(context);
  const log = logFor(config, context);
  const server = await startServer(config, { log });
  void removeLeftContainers(config, log);
  try {
    // All that is shown is known here: asking over HTTP would load a client, 15 MB that stay for the life of the server.
    printLines(context.stdout, bannerLines(server, config, context));
    releaseStartMemory();
    if (!context.signal.aborted) await once(context.signal, 'abort');
    context.stderr.write('Stopping; jobs that run go on at the next start.\n');
  } finally {
    await server.close();
  }
  return 0;
}

/** Those of agents that were killed with their guards, as by a power cut: otherwise the next job with containers does it. */
async function removeLeftContainers({ agentEnvironment }: ServerConfig, log: Logger): Promise<void> {
  try {
    const { sweepLeftContainers } = await import('../../../runner/executor/container/sweep-left.ts');
    await sweepLeftContainers({ environment: agentEnvironment });
  } catch (err) {
    log.warn({ err }, 'containers that jobs left could not be removed');
  }
}

function logFor(config: ServerConfig, context: CommandContext): Logger {
  const format = textOption(context, 'log-format');
  const pretty = format === 'pretty' || (format === 'auto' && context.stderr.isTTY);
  const destination = pretty ? prettyLog(context.stderr, context.env) : context.stderr;
  return createLogger({ name: 'raibid-server', level: config.logLevel, destination });
}

/** Environment that local agents, and so the jobs on this machine, see of ours: the way to programs and through proxies. */
const passedOn = /^(PATH|HOME|LANG|LC_ALL|TZ|(HTTP|HTTPS|NO|ALL)_PROXY|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS)$/i;

function configFrom(context: CommandContext): ServerConfig {
  const given = {
    host: textOption(context, 'host'),
    port: numberOption(context, 'port', { min: 0, max: 65_535 }),
    dataDir: resolve(dataFolder(context)),
    maxAgents: numberOption(context, 'max-agents', { min: 0, max: 1000 }) ?? Math.max(2, availableParallelism() >> 1),
    warm: numberOption(context, 'warm', { min: 0, max: 1000 }),
    retention: {
      days: numberOption(context, 'retention-days', { min: 1, max: 400 }),
      runs: numberOption(context, 'keep-runs', { min: 0, max: 1_000_000_000 }),
      cacheDays: numberOption(context, 'cache-days', { min: 1, max: 400 }),
    },
    isolation: textOption(context, 'isolation'),
    logLevel: textOption(context, 'log-level'),
    ...optional('baseUrl', textOption(context, 'base-url')),
    agentEnvironment: Object.fromEntries(Object.entries(context.env).filter(([name]) => passedOn.test(name))),
  };
  const config = serverConfigSchema.safeParse(given);
  if (config.success) return config.data;
  throw new RaibidError('usage', `the settings are not valid: ${z.prettifyError(config.error)}`);
}

function optional<Name extends string>(name: Name, value: string | undefined): Partial<Record<Name, string>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, string>);
}
