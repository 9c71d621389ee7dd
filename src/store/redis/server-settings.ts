import { RaibidError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Connection } from './connection.ts';
import { text } from './reply.ts';

/** ZRANGE BYSCORE REV LIMIT and scripts that replicate their effects only: all of Redis 7 and Valkey. */
const oldestVersion = 7;

/**
 * Looks whether the server can keep what the store promises. Too old is refused. Settings that would lose acknowledged
 * work are warned of, for a try-out may want them.
 */
export async function checkServer({ read }: Connection, where: string, log: Logger): Promise<void> {
  const info = infoOf(text(await read('INFO', 'everything')));
  const version = info.get('redis_version') ?? '';
  if (Number.parseInt(version, 10) < oldestVersion) {
    throw new RaibidError('store_unavailable', `The Redis server ${where} has version ${version}; 7.0 is needed.`, {
      hint: 'Use Redis 7.0 or newer, or Valkey 8.0 or newer.',
    });
  }
  for (const [setting, wanted, advice] of [
    ['maxmemory_policy', 'noeviction', 'maxmemory-policy noeviction: jobs may be dropped when its memory is full'],
    ['aof_enabled', '1', 'appendonly yes: a crash loses what was acknowledged'],
  ] as const) {
    if (info.get(setting) !== wanted) log.warn({ where }, `Redis should have ${advice}`);
  }
}

function infoOf(answer: string): Map<string, string> {
  const lines = answer.split('\r\n').filter((line) => line.includes(':'));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]));
}
