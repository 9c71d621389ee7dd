import { describe, expect, it } from 'vitest';
import type { StepState } from '../../../src/contract/job-message.ts';
import type { JobView } from '../../../src/contract/views.ts';
import { jobNote } from './job-note.ts';

function step(index: number, status: StepState['status'], conclusion: StepState['conclusion'] = null): StepState {
  return { index, name: `step ${index}`, status, conclusion, startedAt: null, completedAt: null };
}

type Noted = Parameters<typeof jobNote>[0];

function job(changes: Partial<JobView>): Noted {
  return { status: 'completed', conclusion: 'success', waitingReason: null, reason: null, steps: [], ...changes };
}

const notes: [string, Noted, string | null][] = [
  ['why it waits', job({ status: 'waiting', conclusion: null, waitingReason: 'Waits for lint.' }), 'Waits for lint.'],
  ['why it ended so', job({ conclusion: 'skipped', reason: 'lint did not pass.' }), 'lint did not pass.'],
  [
    'the step that failed',
    job({ conclusion: 'failure', steps: [step(0, 'completed', 'success'), step(1, 'completed', 'failure')] }),
    'Failed in: step 1',
  ],
  [
    'the step at work',
    job({ status: 'in_progress', conclusion: null, steps: [step(0, 'completed', 'success'), step(1, 'in_progress')] }),
    'step 1 (step 2 of 2)',
  ],
  ['nothing when it passed, even past a tolerated failure', job({ steps: [step(0, 'completed', 'failure')] }), null],
  ['nothing before its first step', job({ status: 'queued', conclusion: null, steps: [step(0, 'queued')] }), null],
];

describe('the line below a job', () => {
  it.each(notes)('says %s', (_what, noted, note) => {
    expect(jobNote(noted)).toBe(note);
  });
});
