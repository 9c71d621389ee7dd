import type { ClassStats } from '../../port.ts';
import type { Connection } from '../connection.ts';
import { integer, integerOrNull, list, text } from '../reply.ts';
import { script } from '../script.ts';

/** The scaler asks every second: three looks a class, whatever the queue's size. In one script, so that they fit. */
const statsScript = script(
  'count a queue',
  [],
  `
  local found = {}
  for _, class in ipairs(call('SMEMBERS', P .. 'classes')) do
    local waiting = call('XLEN', P .. 'queue:' .. class)
    local running = call('HGET', P .. 'running', class) or '0'
    if waiting > 0 or running ~= '0' then
      local oldest = call('ZRANGE', P .. 'waiting:' .. class, 0, 0, 'WITHSCORES')[2]
      found[#found + 1] = { class, waiting, running, oldest or '' }
    end
  end
  return found
`,
);

export async function classStats(connection: Connection): Promise<ClassStats[]> {
  const classes = list(await connection.run(statsScript)).map(list);
  return classes
    .map(([agentClass, waiting, running, oldest]) => ({
      agentClass: text(agentClass),
      waiting: integer(waiting),
      running: integer(running),
      oldestWaitingSince: integerOrNull(oldest),
    }))
    .sort((a, b) => (a.agentClass < b.agentClass ? -1 : 1));
}
