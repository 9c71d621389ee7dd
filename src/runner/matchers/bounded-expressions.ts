import { type Context, createContext, Script } from 'node:vm';
import { z } from 'zod';

/**
 * One look at some lines may take so long, in milliseconds: the agent does nothing else meanwhile. It is time of the clock,
 * so a machine that stood still is given a second try.
 */
const longestLook = 500;
const tries = 2;

/** Of a longer line only the start is looked at. */
const lineCharacters = 4096;

/** Groups of a match (null: a group without a part in it), or null. */
export type Groups = readonly (string | null)[] | null;

/** Regular expressions that a job chose: those that would run for ever are stopped. */
export interface BoundedExpressions {
  /** Compiles some that belong together. Throws for one that is none. */
  add(sources: readonly string[]): number;
  /** What each of them finds in each line; null when it took too long. */
  look(id: number, lines: readonly string[]): Groups[][] | null;
}

const compile = new Script('sets.push(JSON.parse(input).map((source) => new RegExp(source))) - 1');
const search = new Script(
  'JSON.stringify(JSON.parse(input).map((line) => sets[chosen].map((expression) => expression.exec(line))))',
);
const foundSchema = z.array(z.array(z.array(z.string().nullable()).nullable()));

/** A time limit belongs to a context of V8: made when the first expression comes. A call costs some 0.1 ms. */
export function createBoundedExpressions(): BoundedExpressions {
  let context: Context | null = null;
  const run = (script: Script, input: unknown, chosen = 0): unknown => {
    context ??= createContext({ sets: [] });
    Object.assign(context, { input: JSON.stringify(input), chosen });
    return script.runInContext(context, { timeout: longestLook });
  };
  return {
    add: (sources) => Number(run(compile, sources)),
    look: (id, lines) => {
      const short = lines.map((line) => line.slice(0, lineCharacters));
      for (let attempt = 0; attempt < tries; attempt++) {
        try {
          return foundSchema.parse(JSON.parse(String(run(search, short, id))));
        } catch (error) {
          if (!isTimeout(error)) throw error;
        }
      }
      return null;
    },
  };
}

/** An error of another context is no `Error` of this one. */
function isTimeout(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  return error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
