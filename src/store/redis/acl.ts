import { keyPrefix } from './keys.ts';

/** Commands of the scripts and of the reads beside them: no more than these. A test compares them with the sources. */
export const dataCommands = [
  ...['get', 'set', 'exists', 'del', 'unlink'],
  ...['hget', 'hgetall', 'hmget', 'hset', 'hsetnx', 'hdel', 'hexists', 'hincrby', 'hkeys', 'hlen', 'hvals'],
  ...['sadd', 'srem', 'sismember', 'smembers'],
  ...['zadd', 'zrem', 'zcard', 'zscore', 'zrange', 'zrangebyscore', 'zrangebylex', 'zlexcount'],
  ...['xadd', 'xdel', 'xlen'],
  'publish',
];

/** What the connection itself needs. */
const connectionCommands = [...['hello', 'select', 'ping', 'info', 'evalsha', 'script|load', 'subscribe']];

/**
 * The rights of the server's Redis user, as `ACL SETUSER raibid on '>password' ...` takes them: its own keys and channel,
 * and no command that reads the settings, other keys or the whole database.
 */
export const aclRules: string[] = [
  `~${keyPrefix}*`,
  `&${keyPrefix}*`,
  '-@all',
  ...[...dataCommands, ...connectionCommands].map((command) => `+${command}`),
];
