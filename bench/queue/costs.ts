import { readFile } from 'node:fs/promises';
import type { TestRedis } from '../../src/store/redis/testing/redis-server.ts';

/** What Redis and this process have used up to a moment. */
export interface Meter {
  /** Processor time of Redis's thread, microseconds. */
  redis: number;
  /** Processor time of this process, microseconds. */
  client: number;
  /** Commands that Redis ran, those inside of scripts as well. */
  commands: number;
  /** Size of the append-only file. */
  bytes: number;
}

export async function readMeter(server: TestRedis): Promise<Meter> {
  // Nanoseconds that the main thread was on a processor (Documentation/scheduler/sched-stats.rst).
  const [nanoseconds] = (await readFile(`/proc/${server.pid()}/schedstat`, 'utf8')).split(' ');
  const info = String(await server.admin('INFO', 'everything'));
  const calls = [...info.matchAll(/^cmdstat_(?!evalsha|info|hello)\S+?:calls=(\d+)/gm)].map(([, count]) =>
    Number(count),
  );
  const own = process.cpuUsage();
  return {
    redis: Number(nanoseconds) / 1000,
    client: own.user + own.system,
    commands: calls.reduce((sum, count) => sum + count, 0),
    bytes: Number(/^aof_current_size:(\d+)/m.exec(info)?.[1] ?? 0),
  };
}

/** What each of so many pairs cost. */
export function costOf(before: Meter, after: Meter, pairs: number): Meter {
  const each = (name: keyof Meter): number => (after[name] - before[name]) / pairs;
  return { redis: each('redis'), client: each('client'), commands: each('commands'), bytes: each('bytes') };
}
