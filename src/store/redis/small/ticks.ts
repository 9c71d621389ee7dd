import type { Connection } from '../connection.ts';
import { integerOrNull } from '../reply.ts';
import { script } from '../script.ts';

/** HSETNX lets one of several servers win; the set beside it finds ticks by prefix. */
const claimScript = script(
  'claim a tick',
  [],
  `
  if call('HSETNX', P .. 'ticks', A.key, A.at) == 0 then return 0 end
  call('ZADD', P .. 'tick-keys', 0, A.key)
  return 1
`,
);

const lastScript = script(
  'last tick',
  [],
  `
  local last = ''
  for _, key in ipairs(call('ZRANGEBYLEX', P .. 'tick-keys', '[' .. A.prefix, '(' .. A.prefix .. '\\255')) do
    local at = call('HGET', P .. 'ticks', key)
    if last == '' or tonumber(at) > tonumber(last) then last = at end
  end
  return last
`,
);

export async function claimTick(connection: Connection, key: string, at: number): Promise<boolean> {
  return (await connection.run(claimScript, { key, at })) === 1;
}

export async function lastTick(connection: Connection, prefix: string): Promise<number | null> {
  return integerOrNull(await connection.run(lastScript, { prefix }));
}
