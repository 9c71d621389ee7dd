import type { Conclusion, Status } from '../../contract/status.ts';
import type { Colour, Style } from './style.ts';

export type Outcome = Conclusion | Exclude<Status, 'completed'>;

const looks: Record<Outcome, { mark: string; colour: Colour; word: string }> = {
  success: { mark: '✓', colour: 'green', word: 'success' },
  failure: { mark: '✗', colour: 'red', word: 'failure' },
  cancelled: { mark: '⊘', colour: 'yellow', word: 'cancelled' },
  skipped: { mark: '–', colour: 'dim', word: 'skipped' },
  timed_out: { mark: '✗', colour: 'red', word: 'timed out' },
  queued: { mark: '○', colour: 'dim', word: 'queued' },
  waiting: { mark: '◌', colour: 'yellow', word: 'waiting' },
  in_progress: { mark: '●', colour: 'blue', word: 'running' },
};

/** Status and conclusion as one word: the conclusion once there is one. */
export function outcomeOf(item: { status: Status; conclusion: Conclusion | null }): Outcome {
  if (item.conclusion !== null) return item.conclusion;
  return item.status === 'completed' ? 'failure' : item.status;
}

/** A sign of one column, such as `✓`. */
export function markOf(outcome: Outcome): string {
  return looks[outcome].mark;
}

/** The outcome in words: `running`, `timed out`. */
export function wordOf(outcome: Outcome): string {
  return looks[outcome].word;
}

/** Paints a text in the outcome's colour. */
export function paintOutcome(outcome: Outcome, style: Style): (text: string) => string {
  return style[looks[outcome].colour];
}
