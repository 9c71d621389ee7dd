import type { LuaPiece } from '../script.ts';

/** Remembers what is to be deleted from the blobs, in the same operation that takes its entry away. */
export const garbage: LuaPiece = {
  needs: [],
  lua: `
local function discard(kind, id) later('ZADD', P .. 'garbage', '0', kind .. ' ' .. id) end
`,
};
