import type { Conclusion, Status } from '../../../src/contract/status.ts';

/** What state a run, job or step is in, as one word: it chooses the sign, the colour and the label. */
export type Tone = Conclusion | 'running' | 'queued' | 'waiting';

const toneByStatus: Record<Exclude<Status, 'completed'>, Tone> = {
  queued: 'queued',
  waiting: 'waiting',
  in_progress: 'running',
};

/** Labels as people read them. */
export const toneLabels: Record<Tone, string> = {
  success: 'Passed',
  failure: 'Failed',
  cancelled: 'Cancelled',
  skipped: 'Skipped',
  timed_out: 'Timed out',
  running: 'Running',
  queued: 'Queued',
  waiting: 'Waiting',
};

/** One word for status and conclusion together. */
export function toneOf(state: { status: Status; conclusion: Conclusion | null }): Tone {
  if (state.status !== 'completed') return toneByStatus[state.status];
  return state.conclusion ?? 'skipped';
}

/** Worst first: what a group of jobs is in as a whole. */
const severity: Tone[] = ['failure', 'timed_out', 'cancelled', 'running', 'queued', 'waiting', 'success', 'skipped'];

/** The tone that stands for many: a failure is seen before everything else, then what is not finished. */
export function combinedTone(tones: Tone[]): Tone {
  return severity.find((tone) => tones.includes(tone)) ?? 'queued';
}

/** Whether it ended in a way that somebody has to look at. */
export function hasFailed({ conclusion }: { conclusion: Conclusion | null }): boolean {
  return conclusion === 'failure' || conclusion === 'timed_out';
}

/** The same things, those to look at first; in their order where nothing is to choose. */
export function worstFirst<T extends { status: Status; conclusion: Conclusion | null }>(states: T[]): T[] {
  return states.toSorted((a, b) => severity.indexOf(toneOf(a)) - severity.indexOf(toneOf(b)));
}

/** The page's icon has fewer signs than there are tones. */
export const faviconOf: Record<Tone, string> = {
  success: 'success',
  failure: 'failure',
  timed_out: 'failure',
  cancelled: 'stopped',
  skipped: 'stopped',
  running: 'running',
  queued: 'waiting',
  waiting: 'waiting',
};
