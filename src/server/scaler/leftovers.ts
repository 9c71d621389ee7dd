import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const rounds = 50;
const pause = 20;

/**
 * Kills what the job of a dead agent left running (an agent killed with -9 cannot do it): processes whose environment
 * names the agent's folder. Inside a sandbox they died with it.
 */
export async function killLeftovers(folder: string): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    const left = await processesOf(folder);
    if (left.length === 0) return;
    for (const pid of left) kill(pid);
    await delay(pause);
  }
}

async function processesOf(folder: string): Promise<number[]> {
  const entries = await readdir('/proc').catch(() => []);
  const found = await Promise.all(
    entries.map(async (entry) => {
      if (!/^\d+$/.test(entry) || Number(entry) === process.pid) return null;
      const environment = await readFile(`/proc/${entry}/environ`, 'latin1').catch(() => '');
      return environment.split('\0').some((variable) => variable.includes(`=${folder}/`)) ? Number(entry) : null;
    }),
  );
  return found.filter((pid) => pid !== null);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone meanwhile.
  }
}
