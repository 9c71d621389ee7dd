import type { Connection } from '../connection.ts';
import { script } from '../script.ts';

/**
 * Entries beside those of the jobs, listed in `warm:{class}`: whoever scales by the stream's length starts agents for them.
 * A claim goes by the lanes and never meets one. By their number and not one by one, so that two servers agree.
 */
const keepWarmScript = script(
  'keep warm entries',
  [],
  `
  local queueKey, warmKey = P .. 'queue:' .. A.agentClass, P .. 'warm:' .. A.agentClass
  local have, wanted = call('SMEMBERS', warmKey), tonumber(A.entries)
  for nth = wanted + 1, #have do
    call('XDEL', queueKey, have[nth])
    call('SREM', warmKey, have[nth])
  end
  for _ = #have + 1, wanted do
    call('SADD', warmKey, call('XADD', queueKey, '*', 'warm', '1'))
  end
  return true
`,
);

export async function keepWarm(connection: Connection, agentClass: string, entries: number): Promise<void> {
  await connection.run(keepWarmScript, { agentClass, entries });
}
