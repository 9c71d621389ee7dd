import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerConfig } from '../../contract/config.ts';
import { sharedDirOf } from '../../contract/config.ts';
import type { Clock } from '../../shared/clock.ts';
import { hashToken, newToken } from '../../shared/ids.ts';
import type { Logger } from '../../shared/logger.ts';
import { programCommand } from '../../shared/program-command.ts';
import type { Store } from '../../store/port.ts';
import { agentLog, makeAgentFolder, noteAgent } from './agent-folders.ts';

export interface LocalAgentsDeps {
  config: ServerConfig;
  store: Pick<Store, 'tokens' | 'agents'>;
  clock: Clock;
  log: Logger;
  baseUrl: () => string;
  isolation: 'sandbox' | 'none';
}

/** An agent claims in its first minutes or leaves: its token need not live longer than that and some reserve. */
const tokenReserve = 10 * 60_000;

export interface StartedAgent {
  pid: number;
  tokenHash: string;
  /** Resolves when it has ended; `code` null: by a signal. */
  exit: Promise<{ code: number | null; signal: string | null }>;
}

/**
 * Starts `raibid-agent` in a session of its own, with a token made for it: the token goes through standard input, where
 * neither arguments nor environment show it.
 */
export async function startAgent(deps: LocalAgentsDeps, agentId: string, agentClass: string): Promise<StartedAgent> {
  const { config, store, clock } = deps;
  const token = newToken('agent');
  const tokenHash = hashToken(token);
  const startedAt = clock.now();
  await store.tokens.create({
    hash: tokenHash,
    kind: 'agent',
    name: agentId,
    createdAt: startedAt,
    expiresAt: startedAt + config.agentIdle + tokenReserve,
  });
  const folder = await makeAgentFolder(config.dataDir, agentId);
  const output = await open(agentLog(config.dataDir, agentId), 'a', 0o600);
  try {
    const [program = process.execPath, ...words] = config.agentCommand ?? programCommand('raibid-agent');
    const child = spawn(program, [...words, ...flagsOf(deps, agentId, agentClass, folder)], {
      cwd: folder,
      env: config.agentEnvironment,
      // A session of its own: neither Ctrl-C in the server's terminal nor the server's end reaches it.
      detached: true,
      stdio: ['pipe', output.fd, output.fd],
    });
    await once(child, 'spawn');
    const exit = exitOf(child);
    child.unref();
    child.stdin?.on('error', () => {});
    child.stdin?.end(token);
    const pid = child.pid ?? 0;
    await noteAgent(config.dataDir, { agentId, agentClass, pid, startedAt });
    return { pid, tokenHash, exit };
  } finally {
    await output.close();
  }
}

function flagsOf(deps: LocalAgentsDeps, agentId: string, agentClass: string, folder: string): string[] {
  const { config, baseUrl, isolation } = deps;
  const flags = {
    server: baseUrl(),
    'token-file': '-',
    id: agentId,
    name: `local-${agentId.slice(0, 6)}`,
    class: agentClass,
    'work-dir': join(folder, 'work'),
    'tool-cache': join(config.dataDir, 'tool-cache'),
    'action-cache': join(config.dataDir, 'action-cache'),
    'actions-host': config.actionHosts.join(','),
    hide: [...new Set([config.dataDir, sharedDirOf(config)])].join(':'),
    isolation,
    idle: String(config.agentIdle),
  };
  return Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
}

function exitOf(child: ChildProcess): StartedAgent['exit'] {
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
}
