import type { RunEvent } from '../../src/contract/run-state.ts';
import type { Move } from './agent-moves.ts';
import type { World } from './world.ts';

/** What a person asks for, each once a run: cancel it, and run it again when it is over. */
export async function personMoves(world: World): Promise<Move[]> {
  const moves: Move[] = [];
  for (const runId of world.runIds) {
    const completed = (await world.store.runs.get(runId))?.status === 'completed';
    const event: RunEvent = completed ? { type: 'rerun', only: 'failed', by: 'ada' } : { type: 'cancel', by: 'ada' };
    const what = `${event.type} of run ${runId}`;
    if (world.actors.asked.includes(what)) continue;
    const ask = async (): Promise<void> => {
      world.actors.asked.push(what);
      await world.store.runs.post(runId, event);
    };
    moves.push({ name: `ada asks for a ${what}`, run: ask });
  }
  return moves;
}
