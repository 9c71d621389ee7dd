import { setTimeout as delay } from 'node:timers/promises';
import { type BenchServerOptions, residentMemory, startBenchServer } from './bench-server.ts';
import { type Figure, rounded } from './figures.ts';

/** What was needed to start is given back within moments. */
const settle = 3000;

/** Resident memory of a server that has just started, in MB: without agents, then as it comes, with one warm. */
export async function measureIdleMemory(options: Pick<BenchServerOptions, 'env' | 'program'>): Promise<number[]> {
  const found: number[] = [];
  for (const warm of [0, 1]) {
    const server = await startBenchServer({ ...options, maxAgents: 2, warm });
    try {
      await delay(settle);
      found.push(await residentMemory(server.pid));
    } finally {
      await server.stop();
    }
  }
  return found;
}

export function memoryFigures([alone = Number.NaN, warm = Number.NaN]: number[]): Figure[] {
  return [
    { what: 'server before its first run, no agents', value: rounded(alone), unit: 'MB', goal: { most: 100 } },
    { what: 'the same with one warm agent beside it', value: rounded(warm), unit: 'MB' },
  ];
}
