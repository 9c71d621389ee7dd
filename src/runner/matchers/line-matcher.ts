import type { Groups } from './bounded-expressions.ts';
import type { MatcherPattern } from './matcher-file.ts';
import type { ActiveMatcher, ProblemMatchers } from './problem-matchers.ts';

const fields = ['file', 'fromPath', 'line', 'column', 'severity', 'message'] as const;

/** What a matcher read in a line, or in the lines up to it. */
export type Match = Partial<Record<(typeof fields)[number], string>>;

/** Looks at the lines of one stream of a process; patterns over several lines need them in order. */
export interface LineMatcher {
  /** A match for each line, or null. `slow`: owners of matchers that took too long. */
  look(lines: readonly string[]): { matches: (Match | null)[]; slow: string[] };
}

/** Colours of a terminal. */
const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m?`, 'g');

export function createLineMatcher(matchers: ProblemMatchers): LineMatcher {
  // Of each matcher, what its patterns but the last have read so far.
  let states = new Map<ActiveMatcher, (Match | null)[]>();
  return {
    look: (lines) => {
      const plain = lines.map((line) => line.replace(colours, ''));
      const looks = matchers.active.map((matcher) => ({
        matcher,
        found: matchers.expressions.look(matcher.id, plain),
      }));
      const matches = plain.map((_line, at) => {
        for (const { matcher, found } of looks) {
          const state = states.get(matcher) ?? [];
          const match = advance(matcher.pattern, state, found?.[at] ?? []);
          states.set(matcher, state);
          if (match === null) continue;
          // Whoever reads a line first has it: the others begin anew.
          states = new Map([[matcher, state]]);
          return match.severity === undefined && matcher.severity ? { ...match, severity: matcher.severity } : match;
        }
        return null;
      });
      return { matches, slow: looks.filter(({ found }) => found === null).map(({ matcher }) => matcher.owner) };
    },
  };
}

/** One line for one matcher: from the last pattern to the first, as GitHub's runner does. Changes `state`. */
function advance(patterns: readonly MatcherPattern[], state: (Match | null)[], found: readonly Groups[]): Match | null {
  const last = patterns.length - 1;
  for (let at = last; at >= 0; at--) {
    const [pattern, running] = [patterns[at], at === 0 ? {} : (state[at - 1] ?? null)];
    if (pattern === undefined || running === null) continue;
    const groups = found[at] ?? null;
    const match = groups && { ...read(pattern, groups), ...running };
    if (at < last) {
      state[at] = match;
    } else if (match === null) {
      if (at > 0) state[at - 1] = null;
    } else {
      state.length = 0;
      if (pattern.loop) state[at - 1] = running;
      return match;
    }
  }
  return null;
}

function read(pattern: MatcherPattern, groups: readonly (string | null)[]): Match {
  const match: Match = {};
  for (const name of fields) {
    const value = pattern[name] === undefined ? null : groups[pattern[name]];
    if (value) match[name] = value;
  }
  return match;
}
