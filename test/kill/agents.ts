import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const launcher = fileURLToPath(new URL('../../launchers/raibid-agent', import.meta.url));

/** Places for agents. In each one agent after the other lives, runs one job and ends, as a scaler would have it. */
export interface AgentPlaces {
  /** Kills one with SIGKILL; another takes its place. */
  killOne(random: () => number): void;
  stop(): Promise<void>;
}

/** One place for each address: agents at different servers. Their token comes on standard input. */
export function startAgentPlaces(urls: string[], token: string, folder: string): AgentPlaces {
  const living = new Map<number, ChildProcess>();
  let stopping = false;
  async function live(place: number, url: string): Promise<void> {
    for (let nth = 0; !stopping; nth += 1) {
      const own = join(folder, `place-${place}`, String(nth));
      const places = ['--work-dir', join(own, 'work'), '--tool-cache', join(folder, `place-${place}`, 'tools')];
      const words = [
        '--server',
        url,
        '--token-file',
        '-',
        '--name',
        `place ${place}`,
        ...places,
        '--isolation',
        'none',
      ];
      const agent = spawn(launcher, words, { stdio: ['pipe', 'ignore', 'ignore'] });
      living.set(place, agent);
      agent.stdin.on('error', () => {}).end(token);
      await once(agent, 'exit');
      await rm(own, { recursive: true, force: true, maxRetries: 5 });
      if (!stopping) await delay(50);
    }
  }
  const lives = urls.map((url, place) => live(place, url));
  return {
    killOne: (random) => void [...living.values()][Math.floor(random() * living.size)]?.kill('SIGKILL'),
    stop: async () => {
      stopping = true;
      for (const agent of living.values()) agent.kill('SIGKILL');
      await Promise.all(lives);
    },
  };
}
