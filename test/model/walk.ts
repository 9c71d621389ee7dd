import { allMoves, doMove, type Finding } from './explore.ts';
import { type Double, newWorld, type World } from './world.ts';

/** Moves after which everything must have come to its end when nothing is lost any more. */
const patience = 400;

/** A random history of so many moves, then a world in which nothing fails: everything must end. Null when all is well. */
export async function walk(seed: number, length: number, double?: Double): Promise<Finding | null> {
  const world = await newWorld(3, double);
  const random = randomNumbers(seed);
  const trace: string[] = [];
  const go = async (wanted: (name: string) => boolean): Promise<string | null> => {
    const moves = (await allMoves(world)).filter(({ name }) => wanted(name));
    const move = moves[Math.floor(random() * moves.length)];
    if (move === undefined) return null;
    trace.push(move.name);
    return doMove(world, move);
  };
  try {
    for (let nth = 0; nth < length; nth += 1) {
      const problem = await go(() => true);
      if (problem !== null) return { trace, problem };
    }
    for (let nth = 0; nth < patience && !(await isOver(world)); nth += 1) {
      const problem = await go(isKind);
      if (problem !== null) return { trace, problem };
    }
    return (await isOver(world)) ? null : { trace, problem: 'not everything comes to its end' };
  } finally {
    world.memory.close();
  }
}

/** What happens in a world without faults, and without people who want something else. */
function isKind(name: string): boolean {
  return !/is lost|crashes|dies|comes again|gives its job back|ada asks/.test(name);
}

/** Nothing waits, runs, is dirty or held, and every job of every run has its one result. */
async function isOver({ store, memory, runIds }: World): Promise<boolean> {
  const states = await Promise.all(runIds.map((runId) => store.runs.get(runId)));
  const open = states.filter((run) => run?.status !== 'completed' || run.jobs.some(({ result }) => result === null));
  const held = `groups WHERE json_extract(body, '$.holder') IS NOT NULL OR json_extract(body, '$.pending') IS NOT NULL`;
  const left = ['queue', 'leases', 'inbox', held].filter((from) => rows(memory.database, from) > 0);
  return open.length === 0 && left.length === 0;
}

function rows(database: World['memory']['database'], from: string): number {
  return Number(database.prepare(`SELECT COUNT(*) AS count FROM ${from}`).get()?.count);
}

/** Numbers from 0 to 1 that follow from a seed (mulberry32, by Tommy Ettinger, public domain). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
