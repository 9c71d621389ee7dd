import type { LuaPiece } from '../script.ts';
import { garbage } from './garbage.ts';

/** Takes an artifact out of everything. */
export const artifacts: LuaPiece = {
  needs: [garbage],
  lua: `
local function dropArtifact(id)
  local known = call('HMGET', P .. 'artifact:' .. id, 'runId', 'name')
  call('DEL', P .. 'artifact:' .. id)
  call('HDEL', P .. 'artifacts-of:' .. known[1], known[2])
  call('ZREM', P .. 'artifacts-by-end', id)
  discard('artifact', id)
end
`,
};
