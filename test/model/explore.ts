import { createHash } from 'node:crypto';
import { agentMoves, type Move } from './agent-moves.ts';
import { brokenInvariants } from './invariants.ts';
import { personMoves } from './person-moves.ts';
import { serverMoves } from './server-moves.ts';
import { type Actors, type Double, newWorld, type World } from './world.ts';

/** A history that breaks a promise. */
export interface Finding {
  /** What happened, in order. */
  trace: string[];
  problem: string;
}

export interface Explored {
  finding: Finding | null;
  /** Distinct states that were looked at, and moves between them. */
  states: number;
  moves: number;
}

export async function allMoves(world: World): Promise<Move[]> {
  return [...agentMoves(world), ...(await serverMoves(world)), ...(await personMoves(world))];
}

/** Does one thing; answers what is wrong then, or null. */
export async function doMove(world: World, move: Move): Promise<string | null> {
  try {
    await move.run();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const broken = await brokenInvariants(world);
  return broken[0] ?? null;
}

/**
 * Every history of up to `depth` moves, depth first, each state once (again only with more moves left). Ends with the
 * first finding, or after so many states.
 */
export async function exploreAll(
  options: { depth: number; states: number; agents: number },
  double?: Double,
): Promise<Explored> {
  const world = await newWorld(options.agents, double);
  const explored: Explored = { finding: null, states: 0, moves: 0 };
  const seen = new Map<string, number>();
  const trace: string[] = [];

  async function visit(left: number): Promise<void> {
    const state = stateOf(world);
    if (left === 0 || (seen.get(state) ?? 0) >= left) return;
    if (!seen.has(state)) explored.states += 1;
    seen.set(state, left);
    const mark = world.memory.mark();
    const before = structuredClone(world.actors);
    const count = (await allMoves(world)).length;
    for (let nth = 0; nth < count && explored.finding === null && explored.states < options.states; nth += 1) {
      const move = (await allMoves(world))[nth];
      if (move === undefined) break;
      trace.push(move.name);
      explored.moves += 1;
      const problem = await doMove(world, move);
      if (problem !== null) explored.finding = { trace: [...trace], problem };
      else await visit(left - 1);
      trace.pop();
      world.memory.backTo(mark);
      restore(world, before);
    }
  }

  await visit(options.depth);
  world.memory.close();
  return explored;
}

function restore(world: World, before: Actors): void {
  world.actors = structuredClone(before);
}

function stateOf({ memory, actors }: World): string {
  return createHash('sha1').update(memory.digest()).update(JSON.stringify(actors)).digest('base64');
}
