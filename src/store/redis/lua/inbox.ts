import type { LuaPiece } from '../script.ts';

/**
 * Puts an event (text) into the inbox of a run that exists. `dirty` orders runs by their oldest event: NX keeps the older
 * one.
 */
export const inbox: LuaPiece = {
  needs: [],
  lua: `
local function post(runId, event)
  local seq = call('HINCRBY', P .. 'counters', 'event', '1')
  call('HSET', P .. 'inbox:' .. runId, seq, event)
  call('ZADD', P .. 'dirty', 'NX', seq, runId)
  wake('dirty')
end
`,
};
