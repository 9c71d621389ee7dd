import type { LuaPiece } from '../script.ts';

/** The sorted sets (by id) that a run stands in, for lists by any filter. What they hold of a run never changes. */
export const runIndexes: LuaPiece = {
  needs: [],
  lua: `
local function runIndexesOf(repository, workflow, event, ref, sha)
  return { P .. 'runs', P .. 'runs-of-repository:' .. repository, P .. 'runs-of-workflow:' .. workflow,
    P .. 'runs-of-event:' .. event, P .. 'runs-of-ref:' .. ref, P .. 'runs-of-commit:' .. sha }
end
`,
};
