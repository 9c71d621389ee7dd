import type { Scope } from './scope.ts';

/** Thrown through the evaluator to ask for a hash that is not there yet. */
class HashNeeded extends Error {
  readonly patterns: string[];

  constructor(patterns: string[]) {
    super('hashFiles() waits for its files');
    this.patterns = patterns;
  }
}

/**
 * Runs an evaluation whose `hashFiles()` is asynchronous. The evaluation is started again each time it asks for a hash
 * that is not known yet; it has no side effects, so that costs time only.
 *
 * `await withHashFiles(scope, hash, (scope) => evaluateString(step.run, scope))`
 */
export async function withHashFiles<T>(
  scope: Scope,
  hash: (patterns: string[]) => Promise<string>,
  evaluate: (scope: Scope) => T,
): Promise<T> {
  const known = new Map<string, string>();
  const prepared: Scope = {
    ...scope,
    hashFiles: (patterns) => {
      const answer = known.get(JSON.stringify(patterns));
      if (answer === undefined) throw new HashNeeded(patterns);
      return answer;
    },
  };
  for (;;) {
    try {
      return evaluate(prepared);
    } catch (error) {
      const needed = neededBy(error);
      if (needed === undefined) throw error;
      known.set(JSON.stringify(needed.patterns), await hash(needed.patterns));
    }
  }
}

/** The evaluator wraps what it catches: the request may sit some causes deep. */
function neededBy(error: unknown): HashNeeded | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current instanceof HashNeeded) return current;
  }
  return undefined;
}
