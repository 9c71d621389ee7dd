import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { ServerConfig } from '../contract/config.ts';
import { RaibidError } from '../shared/errors.ts';
import { programCommand } from '../shared/program-command.ts';
import type { ServerDeps } from './deps.ts';

const probeSchema = z.object({ isolation: z.enum(['sandbox', 'none']), reason: z.string() });

/**
 * Asks the agent program what jobs would run in on this machine.
 * @throws `sandbox_unavailable` when a sandbox is demanded and does not work
 */
export async function findIsolation(config: ServerConfig): Promise<ServerDeps['isolation']> {
  if (config.maxAgents === 0) return { isolation: 'none', reason: 'this server starts no agents itself' };
  const [program = process.execPath, ...words] = config.agentCommand ?? programCommand('raibid-agent');
  try {
    const args = [...words, 'probe', '--isolation', config.isolation];
    const { stdout } = await promisify(execFile)(program, args, { env: config.agentEnvironment, timeout: 60_000 });
    return probeSchema.parse(JSON.parse(stdout));
  } catch (cause) {
    const detail = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : String(cause);
    throw new RaibidError('sandbox_unavailable', `The isolation of jobs could not be found out: ${detail}`, { cause });
  }
}
