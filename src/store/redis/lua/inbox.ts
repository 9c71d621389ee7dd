import type { LuaPiece } from '../script.ts';

/**
 * Puts an event (text) into the inbox of a run that exists, at the end of the script. `dirty` orders runs by their oldest
 * event: NX keeps the older one.
 */
export const inbox: LuaPiece = {
  needs: [],
  lua: `
local posted = {}
local function post(runId, event)
  posted[#posted + 1] = { runId, event }
  wake('dirty')
end
atEnd(function()
  if #posted == 0 then return end
  local before = call('HINCRBY', P .. 'counters', 'event', #posted) - #posted
  local firstOfRun = {}
  for nth, message in ipairs(posted) do
    local runId, seq = message[1], tostring(before + nth)
    later('HSET', P .. 'inbox:' .. runId, seq, message[2])
    if not firstOfRun[runId] then
      firstOfRun[runId] = true
      call('ZADD', P .. 'dirty', 'NX', seq, runId)
    end
  end
  posted = {}
end)
`,
};
