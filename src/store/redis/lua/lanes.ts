import type { LuaPiece } from '../script.ts';

/**
 * Order of the queue. A *lane* holds the waiting jobs of one repository in one class, ordered by their place: priority
 * (higher first), age, order of queueing, all as text of fixed width, because a score has too few bits for them.
 * `ready:{class}` holds the head of each lane: its first job with the repository's running jobs between priority and age.
 * So its first entry is the job to give: one look, however many wait. The head that stands there follows from the lane
 * and the share; it is changed with them and never looked up. `share` also puts the new head of a lane in its place whose
 * head was taken (`own`, the class of that lane). With `shareLater` shares and heads change together at the end.
 */
export const lanes: LuaPiece = {
  needs: [],
  lua: `
local function placeOf(priority, queuedAt, seq, jobId)
  return string.format('%016.0f|%016.0f|%016.0f|%s', 2251799813685248 - priority, queuedAt, seq, jobId)
end
local function headOf(place, running) return place:sub(1, 17) .. string.format('%010d', running) .. place:sub(17) end
local function laneKey(repository, class) return P .. 'lane:' .. repository .. ' ' .. class end
local function firstOf(repository, class) return call('ZRANGE', laneKey(repository, class), '0', '0')[1] end
local function runningOf(repository) return call('HGET', P .. 'shares', repository) or 0 end
local function moveHead(repository, class, before, after, running)
  if before == after then return end
  local ready = P .. 'ready:' .. class
  if before then call('ZREM', ready, headOf(before, running)) end
  if after then call('ZADD', ready, '0', headOf(after, running)) end
  if not before then call('SADD', P .. 'lanes:' .. repository, class) end
  if not after then call('SREM', P .. 'lanes:' .. repository, class) end
end
local function addToLane(repository, class, place)
  local before = firstOf(repository, class)
  call('ZADD', laneKey(repository, class), '0', place)
  if not before or place < before then moveHead(repository, class, before, place, runningOf(repository)) end
end
local function takeFromLane(repository, class, place)
  local before = firstOf(repository, class)
  call('ZREM', laneKey(repository, class), place)
  if before == place then moveHead(repository, class, before, firstOf(repository, class), runningOf(repository)) end
end
-- A repository with nothing running keeps its 0 until it is deleted: one command a job less.
local function share(repository, change, own, head)
  local running = call('HINCRBY', P .. 'shares', repository, change)
  for _, class in ipairs(call('SMEMBERS', P .. 'lanes:' .. repository)) do
    if class ~= own then
      local first = firstOf(repository, class)
      call('ZREM', P .. 'ready:' .. class, headOf(first, running - change))
      call('ZADD', P .. 'ready:' .. class, '0', headOf(first, running))
    end
  end
  if own and head then call('ZADD', P .. 'ready:' .. own, '0', head) end
  if own and not head then call('SREM', P .. 'lanes:' .. repository, own) end
end
local shareChanges = {}
local function shareLater(repository, change)
  shareChanges[repository] = (shareChanges[repository] or 0) + change
end
atEnd(function()
  for repository, change in pairs(shareChanges) do share(repository, change) end
  shareChanges = {}
end)
`,
};
