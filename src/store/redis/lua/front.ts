import type { LuaPiece } from '../script.ts';
import { lanes } from './lanes.ts';
import { queue } from './queue.ts';

/**
 * What the claims of one run of the script take from one class. A lane that was taken from leaves `ready` and is kept here,
 * with as many of its next places as there are calls to come; so the best job is the first of `ready` or that of one of
 * these lanes, and all that was taken is written once: stream, lanes, shares and heads. A claim for another class, or
 * one for which a delayed job became ready, first writes what is open.
 */
export const front: LuaPiece = {
  needs: [lanes, queue],
  lua: `
local open
local function settle()
  if not open then return end
  local class = open.class
  if #open.entries > 0 then call('XDEL', P .. 'queue:' .. class, unpack(open.entries)) end
  for _, lane in ipairs(open.lanes) do
    call('ZREM', lane.key, unpack(lane.places, 1, lane.taken))
    share(lane.repository, lane.taken, class, lane.head)
  end
  open = nil
end
atEnd(settle)
local function openFront(class, at)
  if open and (open.class ~= class or open.at ~= at) then settle() end
  if open then return end
  wakeDelayed(class, at)
  open = { class = class, at = at, lanes = {}, entries = {} }
end
local function bestHead()
  if open.first == nil then open.first = call('ZRANGE', P .. 'ready:' .. open.class, '0', '0')[1] or false end
  local head, from = open.first, nil
  for _, lane in ipairs(open.lanes) do
    if lane.head and (not head or lane.head < head) then head, from = lane.head, lane end
  end
  return head, from
end
local function takeHead(head, lane, repository, entry)
  if not lane then
    local key = laneKey(repository, open.class)
    local places = call('ZRANGE', key, '0', callsLeft)
    lane = { repository = repository, key = key, places = places, taken = 0, running = tonumber(head:sub(18, 27)) }
    open.lanes[#open.lanes + 1] = lane
    call('ZREM', P .. 'ready:' .. open.class, head)
    open.first = nil
  end
  lane.taken = lane.taken + 1
  local nextPlace = lane.places[lane.taken + 1]
  lane.head = nextPlace and headOf(nextPlace, lane.running + lane.taken)
  open.entries[#open.entries + 1] = entry
end
`,
};
