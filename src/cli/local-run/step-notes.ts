import type { StepState } from '../../contract/job-message.ts';
import type { LogLine } from '../../contract/log.ts';
import { markOf, outcomeOf, paintOutcome } from '../output/status-text.ts';
import type { Style } from '../output/style.ts';
import { oneLine } from '../output/terminal-text.ts';
import { durationText } from '../output/time-text.ts';

/**
 * The steps of one job among its log lines, as a page shows them: a title over the lines of a step, and how and when it
 * ended below. A step that was skipped has none. A terminal cannot fold, so the groups of the set-up are left out.
 */
export interface StepNotes {
  /** The texts that a log line becomes, perhaps with the title of its step in front. */
  line(line: LogLine): string[];
  /** The texts that a change of the steps asks for. */
  steps(steps: readonly StepState[]): string[];
}

const group = '##[group]';

export function stepNotes(style: Style): StepNotes {
  let known: readonly StepState[] = [];
  const titled = new Set<number>();
  let inSetUpGroup = false;

  const title = (index: number): string[] => {
    const step = known[index];
    if (step === undefined || titled.has(index)) return [];
    titled.add(index);
    return [style.bold(`▸ ${oneLine(step.name)}`)];
  };
  const setUpLine = (text: string): string[] => {
    if (text.startsWith(group)) inSetUpGroup = true;
    const shown = !inSetUpGroup || /^##\[(error|warning|notice)\]/.test(text);
    if (text === '##[endgroup]') inSetUpGroup = false;
    return shown ? [text] : [];
  };
  const endOf = (step: StepState): string[] => {
    if (step.conclusion === null || step.conclusion === 'skipped' || known[step.index]?.conclusion != null) return [];
    const outcome = outcomeOf(step);
    const time = step.startedAt === null || step.completedAt === null ? 0 : step.completedAt - step.startedAt;
    const end = `${markOf(outcome)} ${oneLine(step.name)}`;
    return [`${paintOutcome(outcome, style)(end)} ${style.dim(durationText(time))}`];
  };
  return {
    line: ({ s, x }) => {
      if (s < 0) return setUpLine(x);
      const above = title(s);
      // A step without a name of its own opens with a group of the same name.
      const repeats = above.length > 0 && x === `${group}${known[s]?.name}`;
      return repeats ? above : [...above, x];
    },
    steps: (steps) => {
      const ends = steps.flatMap(endOf);
      known = steps;
      return ends;
    },
  };
}
