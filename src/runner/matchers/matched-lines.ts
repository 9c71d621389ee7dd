import { addIssue, addWarning } from '../commands/issues.ts';
import { pathInWorkspace } from '../commands/workspace-path.ts';
import type { JobRuntime } from '../job/job-runtime.ts';
import type { LinePiece } from '../log/line-assembler.ts';
import { createLineMatcher, type Match } from './line-matcher.ts';
import { issueOf } from './match-issue.ts';
import type { ActiveMatcher } from './problem-matchers.ts';

/** The problem matchers of a job over one stream of a process. */
export interface MatchedLines {
  /** Tells which lines come next. They are looked at together, since every look has its price. */
  next(lines: readonly LinePiece[]): void;
  /** Shows the line at this place of them as an issue; false when no matcher reads one in it. */
  take(at: number): Promise<boolean>;
}

export function createMatchedLines(runtime: JobRuntime, step: number): MatchedLines {
  const { matchers } = runtime;
  let active: readonly ActiveMatcher[] = [];
  let matcher = createLineMatcher(matchers);
  let lines: readonly LinePiece[] = [];
  /** Of the lines from `first` on; null before they were looked at. */
  let matches: (Match | null)[] | null = null;
  let first = 0;

  const look = async (from: number): Promise<(Match | null)[]> => {
    if (active !== matchers.active) matcher = createLineMatcher(matchers);
    active = matchers.active;
    const seen = matcher.look(lines.slice(from).map((line) => line.text));
    for (const owner of seen.slow) {
      matchers.removeSlow(owner);
      await addWarning(runtime, step, `The problem matcher ${owner} takes too long and is removed.`);
    }
    first = from;
    return seen.matches;
  };
  return {
    next: (pieces) => {
      lines = pieces;
      matches = null;
    },
    take: async (at) => {
      if (matches === null || active !== matchers.active) matches = await look(at);
      const match = matches[at - first] ?? null;
      const issue = match && issueOf(match, (file) => pathInWorkspace(file, runtime));
      if (issue !== null) await addIssue(runtime, step, issue, lines[at]?.text);
      return issue !== null;
    },
  };
}
