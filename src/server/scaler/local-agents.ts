import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerConfig } from '../../contract/config.ts';
import type { Clock } from '../../shared/clock.ts';
import { hashToken, newToken, randomId } from '../../shared/ids.ts';
import type { Logger } from '../../shared/logger.ts';
import { programCommand } from '../../shared/program-command.ts';
import type { Store } from '../../store/port.ts';
import {
  agentFolder,
  isAgentAlive,
  makeAgentFolder,
  noteAgent,
  readAgentNotes,
  removeAgentFolder,
} from './agent-folders.ts';
import { killLeftovers } from './leftovers.ts';

export interface LocalAgentsDeps {
  config: ServerConfig;
  store: Pick<Store, 'tokens' | 'agents'>;
  clock: Clock;
  log: Logger;
  baseUrl: () => string;
  isolation: 'sandbox' | 'none';
}

export interface LocalAgent {
  agentId: string;
  agentClass: string;
  pid: number;
}

/** The agent processes on this machine. They live in sessions of their own and outlive the server. */
export interface LocalAgents {
  /** Finds the agents that an earlier server started, and clears up after those that died meanwhile. */
  adopt(): Promise<void>;
  alive(): LocalAgent[];
  launch(agentClass: string): Promise<void>;
  /** Called when one has ended. */
  onExit(listener: () => void): void;
  /** Lets those that hold no job leave; the others go on by themselves. From now on nothing is noted any more. */
  leave(busy: ReadonlySet<string>): Promise<void>;
}

/** An agent claims in its first minutes or leaves: its token need not live longer than that and some reserve. */
const tokenReserve = 10 * 60_000;

export function createLocalAgents(deps: LocalAgentsDeps): LocalAgents {
  const agents = new Map<string, LocalAgent>();
  let listener = (): void => {};
  let left = false;
  const clearing = new Set<Promise<void>>();

  async function forget(agentId: string, tokenHash?: string): Promise<void> {
    if (left || !agents.delete(agentId)) return;
    listener();
    const work = clearUp(deps, agentId, tokenHash).finally(() => clearing.delete(work));
    clearing.add(work);
    await work;
  }

  return {
    async adopt() {
      for (const { agentId, note } of await readAgentNotes(deps.config.dataDir)) {
        if (note !== null && isAgentAlive(note)) agents.set(agentId, note);
        else await clearUp(deps, agentId);
      }
      if (agents.size > 0) deps.log.info({ agents: agents.size }, 'agents of an earlier server go on');
    },
    alive() {
      for (const agent of [...agents.values()]) if (!isAgentAlive(agent)) void forget(agent.agentId);
      return [...agents.values()];
    },
    async launch(agentClass) {
      const agentId = randomId();
      const { child, tokenHash } = await startProcess(deps, agentId, agentClass);
      agents.set(agentId, { agentId, agentClass, pid: child.pid ?? 0 });
      child.once('exit', () => void forget(agentId, tokenHash));
    },
    onExit(called) {
      listener = called;
    },
    async leave(busy) {
      left = true;
      for (const { agentId, pid } of agents.values()) {
        if (!busy.has(agentId) && isAgentAlive({ agentId, pid })) process.kill(pid, 'SIGTERM');
      }
      await Promise.all(clearing);
    },
  };
}

interface Started {
  child: ChildProcess;
  tokenHash: string;
}

async function startProcess(deps: LocalAgentsDeps, agentId: string, agentClass: string): Promise<Started> {
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
  const output = await open(join(folder, 'agent.log'), 'a', 0o600);
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
    child.unref();
    child.stdin?.on('error', () => {});
    child.stdin?.end(token);
    await noteAgent(config.dataDir, { agentId, agentClass, pid: child.pid ?? 0, startedAt });
    return { child, tokenHash };
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
    hide: config.dataDir,
    isolation,
    idle: String(config.agentIdle),
  };
  return Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
}

async function clearUp(deps: LocalAgentsDeps, agentId: string, tokenHash?: string): Promise<void> {
  const { config, store, log } = deps;
  try {
    await killLeftovers(agentFolder(config.dataDir, agentId));
    await removeAgentFolder(config.dataDir, agentId);
    await store.agents.remove(agentId);
    if (tokenHash !== undefined) await store.tokens.delete(tokenHash);
  } catch (error) {
    log.warn({ err: error, agentId }, 'could not clear up after an agent');
  }
}
