import type { Connection } from '../connection.ts';
import { integerOrNull } from '../reply.ts';
import { type LuaPiece, script } from '../script.ts';

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

const ticks: LuaPiece = {
  needs: [],
  lua: `
local function ticksWith(prefix)
  return ipairs(call('ZRANGEBYLEX', P .. 'tick-keys', '[' .. prefix, '(' .. prefix .. '\\255'))
end
`,
};

const lastScript = script(
  'last tick',
  [ticks],
  `
  local last = ''
  for _, key in ticksWith(A.prefix) do
    local at = call('HGET', P .. 'ticks', key)
    if last == '' or tonumber(at) > tonumber(last) then last = at end
  end
  return last
`,
);

const forgetScript = script(
  'forget ticks',
  [ticks],
  `
  for _, key in ticksWith(A.prefix) do
    if tonumber(call('HGET', P .. 'ticks', key)) < tonumber(A.before) then
      call('HDEL', P .. 'ticks', key)
      call('ZREM', P .. 'tick-keys', key)
    end
  end
  return 1
`,
);

export async function claimTick(connection: Connection, key: string, at: number): Promise<boolean> {
  return (await connection.run(claimScript, { key, at })) === 1;
}

export async function lastTick(connection: Connection, prefix: string): Promise<number | null> {
  return integerOrNull(await connection.run(lastScript, { prefix }));
}

export async function forgetTicks(connection: Connection, prefix: string, before: number): Promise<void> {
  await connection.run(forgetScript, { prefix, before });
}
