import { readdir, readFile } from 'node:fs/promises';

interface Found {
  pid: number;
  words: string[];
}

/** The live processes whose command line is so. */
async function findProcesses(wanted: (words: string[]) => boolean): Promise<Found[]> {
  const entries = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const all = await Promise.all(
    entries.map(async (entry) => {
      const words = (await readFile(`/proc/${entry}/cmdline`, 'latin1').catch(() => '')).split('\0');
      return { pid: Number(entry), words };
    }),
  );
  return all.filter(({ words }) => wanted(words));
}

/**
 * The agents that a server started from this data folder, each once: for a moment a process that an agent is just
 * starting still looks like the agent itself.
 */
export async function localAgents(dataDir: string): Promise<{ pid: number; agentId: string }[]> {
  const agents = new Map<string, number>();
  for (const { pid, words } of await findProcesses((words) => words.includes('--class'))) {
    const folder = words.find((word) => word.startsWith(`${dataDir}/agents/`));
    const agentId = folder?.slice(`${dataDir}/agents/`.length).split('/')[0];
    if (agentId !== undefined) agents.set(agentId, Math.min(pid, agents.get(agentId) ?? pid));
  }
  return [...agents].map(([agentId, pid]) => ({ pid, agentId }));
}

/** Processes with a word in their command line, such as `sleep 4711`. */
export async function processesWith(word: string): Promise<number[]> {
  return (await findProcesses((words) => words.includes(word))).map(({ pid }) => pid);
}

/** The process of the local agent that people see under this name (`local-` and the start of its id). */
export async function agentPidByName(dataDir: string, name: string): Promise<number> {
  const id = name.replace(/^local-/, '');
  const agent = (await localAgents(dataDir)).find(({ agentId }) => agentId.startsWith(id));
  if (agent === undefined) throw new Error(`there is no process of agent ${name}`);
  return agent.pid;
}

/** Whether the process is there at this moment. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** SIGKILL; one that is gone is fine. */
export function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone meanwhile.
  }
}

/** Ids of the direct children of a process. */
export async function childrenOf(pid: number): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'latin1').catch(() => '');
  return children
    .split(' ')
    .filter((word) => word !== '')
    .map(Number);
}
