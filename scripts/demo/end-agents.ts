import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

const noteSchema = z.object({ pid: z.number().int(), agentId: z.string() });

/** Ends the agents of a data folder that is about to be removed: agents outlive their server, on purpose. */
export async function endAgents(dataDir: string): Promise<void> {
  const folder = join(dataDir, 'agents');
  const names = await readdir(folder).catch(() => []);
  const pids = await Promise.all(names.map((name) => agentPid(join(folder, name, 'agent.json'))));
  for (const pid of pids) if (pid !== null) signal(pid, 'SIGTERM');
  for (let tries = 0; tries < 100 && pids.some((pid) => pid !== null && signal(pid, 0)); tries += 1) await delay(100);
}

/** Null when the agent is gone: process ids are given out again, so that its command line must name it. */
async function agentPid(file: string): Promise<number | null> {
  try {
    const { pid, agentId } = noteSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    return (await readFile(`/proc/${pid}/cmdline`, 'latin1')).split('\0').includes(agentId) ? pid : null;
  } catch {
    return null;
  }
}

function signal(pid: number, name: 'SIGTERM' | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
