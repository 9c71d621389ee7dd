import { randomId } from '../../shared/ids.ts';
import { agentFolder, isAgentAlive, readAgentNotes, readLogEnd, removeAgentFolder } from './agent-folders.ts';
import { createLaunchPause } from './launch-pause.ts';
import { killLeftovers } from './leftovers.ts';
import { type LocalAgentsDeps, type StartedAgent, startAgent } from './start-agent.ts';

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
  /** Starts one, unless the last ones failed at once: then only after a pause. */
  launch(agentClass: string): Promise<void>;
  /** Called when one has ended. */
  onExit(listener: () => void): void;
  /** Lets those that hold no job leave; the others go on by themselves. From now on nothing is noted any more. */
  leave(busy: ReadonlySet<string>): Promise<void>;
}

export function createLocalAgents(deps: LocalAgentsDeps): LocalAgents {
  const agents = new Map<string, LocalAgent>();
  /** Children of an earlier server: nothing tells of their end, so they have to be looked at. */
  const adopted = new Set<string>();
  let listener = (): void => {};
  let left = false;
  const clearing = new Set<Promise<void>>();
  const pause = createLaunchPause(deps.clock);

  async function forget(agentId: string, tokenHash?: string): Promise<void> {
    if (left || !agents.delete(agentId)) return;
    adopted.delete(agentId);
    listener();
    const work = clearUp(deps, agentId, tokenHash).finally(() => clearing.delete(work));
    clearing.add(work);
    await work;
  }

  async function ended(agentId: string, { exit, tokenHash }: StartedAgent): Promise<void> {
    const { code, signal } = await exit;
    if (code !== null) pause.note(code === 0 ? 'well' : 'failed');
    if (code !== 0) {
      const said = await readLogEnd(deps.config.dataDir, agentId);
      deps.log.warn({ agentId, code, signal, said }, 'an agent ended badly');
    }
    await forget(agentId, tokenHash);
  }

  return {
    async adopt() {
      for (const { agentId, note } of await readAgentNotes(deps.config.dataDir)) {
        if (note === null || !isAgentAlive(note)) {
          await clearUp(deps, agentId);
          continue;
        }
        agents.set(agentId, note);
        adopted.add(agentId);
      }
      if (agents.size > 0) deps.log.info({ agents: agents.size }, 'agents of an earlier server go on');
    },
    alive() {
      // Not our own: while its launcher becomes node, a process has no command line for a moment.
      const gone = [...agents.values()].filter((agent) => adopted.has(agent.agentId) && !isAgentAlive(agent));
      for (const { agentId } of gone) void forget(agentId);
      return [...agents.values()];
    },
    async launch(agentClass) {
      if (!pause.over()) return;
      const agentId = randomId();
      try {
        const started = await startAgent(deps, agentId, agentClass);
        agents.set(agentId, { agentId, agentClass, pid: started.pid });
        void ended(agentId, started);
      } catch (error) {
        pause.note('failed');
        throw error;
      }
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
