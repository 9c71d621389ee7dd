import { describe, expect, it } from 'vitest';
import type { StepState } from '../../../src/contract/job-message.ts';
import { LogFolding } from './folding.ts';
import type { LogEntry } from './log-entries.ts';

function entry(state: Partial<StepState>): LogEntry {
  const step: StepState = {
    index: 0,
    name: 'S',
    status: 'completed',
    conclusion: 'success',
    startedAt: 0,
    completedAt: 0,
    ...state,
  };
  return { id: 'line-0', title: 'S', step, section: { step: 0, start: 0, end: 5 } };
}

const running = entry({ status: 'in_progress', conclusion: null });

describe('what is open by itself', () => {
  it('is a step that runs or has failed', () => {
    const open = [running, entry({ conclusion: 'failure' }), entry({})].map((each) =>
      new LogFolding().isEntryOpen(each),
    );
    expect(open).toEqual([true, true, false]);
  });

  it('is the step at the end of a log that is still written, before its state is known', () => {
    const folding = new LogFolding();
    folding.setLength(5, false);
    expect(folding.isEntryOpen(entry({ status: 'queued', conclusion: null }))).toBe(true);
  });

  it('stays open when the step ends', () => {
    const folding = new LogFolding();
    folding.isEntryOpen(running);
    expect(folding.isEntryOpen(entry({}))).toBe(true);
  });

  it('is everything in a short finished log, but not in a long one', () => {
    const folding = new LogFolding();
    folding.setLength(20, true);
    expect(folding.isEntryOpen(entry({}))).toBe(true);
    folding.setLength(20_000, true);
    expect(folding.isEntryOpen(entry({}))).toBe(false);
  });

  it('is the group that is still written, also after its end', () => {
    const folding = new LogFolding();
    expect([folding.isGroupOpen(3, false), folding.isGroupOpen(3, true), folding.isGroupOpen(9, true)]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('what the reader chose', () => {
  it('wins', () => {
    const folding = new LogFolding();
    folding.setEntry(running, false);
    folding.setGroup(3, true);
    expect([folding.isEntryOpen(running), folding.isGroupOpen(3, true)]).toEqual([false, true]);
  });
});
