import { type BoundedExpressions, createBoundedExpressions } from './bounded-expressions.ts';
import type { MatcherDefinition } from './matcher-file.ts';

/** A matcher that looks at the lines of steps. */
export interface ActiveMatcher extends MatcherDefinition {
  /** Its expressions. */
  readonly id: number;
}

/** The problem matchers of a job, newest first. Each step adds to them or removes some. */
export interface ProblemMatchers {
  /** Replaced at every change. */
  readonly active: readonly ActiveMatcher[];
  readonly expressions: BoundedExpressions;
  /** In place of one of the same owner. Throws when an expression is none. */
  add(matcher: MatcherDefinition): void;
  remove(owner: string): void;
  /** The same for one that takes too long; after some of them no more can be added. */
  removeSlow(owner: string): void;
}

/** More would make every line of a job dear. */
const mostMatchers = 50;
const mostSlow = 5;

export function createProblemMatchers(): ProblemMatchers {
  const expressions = createBoundedExpressions();
  let slow = 0;
  let active: readonly ActiveMatcher[] = [];
  const without = (owner: string) => active.filter((one) => one.owner.toLowerCase() !== owner.toLowerCase());
  const remove = (owner: string): void => {
    active = without(owner);
  };
  return {
    get active() {
      return active;
    },
    expressions,
    add: (matcher) => {
      if (slow >= mostSlow)
        throw new Error('Too many problem matchers of this job took too long: none is added any more.');
      const others = without(matcher.owner);
      if (others.length >= mostMatchers) throw new Error(`A job has at most ${mostMatchers} problem matchers.`);
      active = [{ ...matcher, id: expressions.add(matcher.pattern.map((one) => one.regexp)) }, ...others];
    },
    remove,
    removeSlow: (owner) => {
      slow++;
      remove(owner);
    },
  };
}
