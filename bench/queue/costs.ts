import { readFile } from 'node:fs/promises';
import type { TestRedis } from '../../src/store/redis/testing/redis-server.ts';

/** What Redis and this process have used up to a moment. */
export interface Meter {
  /** Processor time of the Redis process, microseconds. */
  redis: number;
  /** Processor time of this process, microseconds. */
  client: number;
  /** Commands that Redis ran, those inside of scripts as well. */
  commands: number;
  /** Size of the append-only file. */
  bytes: number;
}

/** The kernel counts processor time in ticks of a hundredth of a second (proc(5), `man 3 sysconf`: _SC_CLK_TCK). */
const tick = 10_000;

export async function readMeter(server: TestRedis): Promise<Meter> {
  const stat = await readFile(`/proc/${server.pid()}/stat`, 'utf8');
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  const info = String(await server.admin('INFO', 'everything'));
  const calls = [...info.matchAll(/^cmdstat_(?!evalsha|info|hello)\S+?:calls=(\d+)/gm)].map(([, count]) =>
    Number(count),
  );
  const own = process.cpuUsage();
  return {
    redis: (user + system) * tick,
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
