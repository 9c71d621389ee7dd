import type { ClassStats } from '../../port/queue.ts';
import type { Connection } from '../connection.ts';
import { lanes } from '../lua/lanes.ts';
import { integer, integerOrNull, list, text } from '../reply.ts';
import { script } from '../script.ts';

/**
 * The scaler asks every second. The oldest of a class is the first of some priority of some lane, or delayed: a look for
 * each of these, however many wait. In one script, so that the counts fit. The lease tokens name the class of each running job.
 */
const statsScript = script(
  'count a queue',
  [lanes],
  `
  local function oldestOf(class)
    local oldest
    local function look(queuedAt)
      if not oldest or tonumber(queuedAt) < tonumber(oldest) then oldest = queuedAt end
    end
    for _, head in ipairs(call('ZRANGE', P .. 'ready:' .. class, 0, -1)) do
      local lane = laneKey(call('HGET', P .. 'job:' .. head:sub(63), 'repositoryId'), class)
      local place = call('ZRANGE', lane, 0, 0)[1]
      while place do
        look(place:sub(18, 33))
        place = call('ZRANGEBYLEX', lane, '[' .. place:sub(1, 16) .. '}', '+', 'LIMIT', 0, 1)[1]
      end
    end
    for _, jobId in ipairs(call('ZRANGE', P .. 'delayed:' .. class, 0, -1)) do
      look(call('HGET', P .. 'job:' .. jobId, 'queuedAt'))
    end
    return oldest
  end
  local running = {}
  for _, name in ipairs(call('HVALS', P .. 'lease-tokens')) do
    local class = name:match(' %d+ (.*)$')
    running[class] = (running[class] or 0) + 1 / 2
  end
  local found = {}
  for _, class in ipairs(call('SMEMBERS', P .. 'classes')) do
    local waiting = call('XLEN', P .. 'queue:' .. class) - #call('SMEMBERS', P .. 'warm:' .. class)
    if waiting > 0 or running[class] then
      found[#found + 1] = { class, waiting, running[class] or 0, oldestOf(class) or '' }
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
