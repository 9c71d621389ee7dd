import type { LuaPiece } from '../script.ts';

/**
 * What is to be deleted from the blobs, by the moment from which on it is garbage: 0 for what loses its entry, in the same
 * operation. What gets its entry is none.
 */
export const garbage: LuaPiece = {
  needs: [],
  lua: `
local function discard(kind, id) later('ZADD', P .. 'garbage', '0', kind .. ' ' .. id) end
local function keep(kind, id) call('ZREM', P .. 'garbage', kind .. ' ' .. id) end
`,
};
