import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../../../src/contract/views.ts';
import { summariseHealth } from './health.ts';
import { matchesFilter, readFilter, serverQuery, upsertRun, writeFilter } from './run-filter.ts';
import { timelineBar } from './timing.ts';
import { combinedTone, toneOf, worstFirst } from './tone.ts';

function run(id: number, changes: Partial<RunSummary> = {}): RunSummary {
  return {
    id: String(id),
    number: id,
    attempt: 1,
    repository: 'local/demo',
    workflow: { name: 'CI', path: '.github/workflows/ci.yml' },
    title: `Change ${id}`,
    event: 'push',
    ref: 'refs/heads/main',
    refName: 'main',
    sha: String(id).padStart(40, '0'),
    actor: 'admin',
    status: 'completed',
    conclusion: 'success',
    waitingReason: null,
    createdAt: 0,
    startedAt: 0,
    completedAt: 1000,
    ...changes,
  };
}

const failed = { conclusion: 'failure' } as const;
const running = { status: 'in_progress', conclusion: null } as const;
const branches = { 'local/demo': 'main' };
const none = readFilter(new URLSearchParams());

describe('one word for a state', () => {
  it('takes the conclusion once completed, the status before', () => {
    expect([toneOf(run(1)), toneOf(run(1, running)), toneOf(run(1, failed))]).toEqual([
      'success',
      'running',
      'failure',
    ]);
  });

  it('lets a failure stand for a group, then what is not finished', () => {
    expect([
      combinedTone(['success', 'failure', 'running']),
      combinedTone(['success', 'running', 'skipped']),
      combinedTone(['success', 'skipped']),
    ]).toEqual(['failure', 'running', 'success']);
  });

  it('puts what failed before what passed, and leaves the rest in its order', () => {
    const ids = worstFirst([run(1), run(2, running), run(3), run(4, failed)]).map(({ id }) => id);
    expect(ids).toEqual(['4', '2', '1', '3']);
  });
});

describe('the picture at a glance', () => {
  it('says that all is well', () => {
    expect(summariseHealth([run(2), run(1, failed)], branches)).toMatchObject({
      tone: 'success',
      headline: 'All is well.',
    });
  });

  it('names broken workflows of the default branch', () => {
    const other = { workflow: { name: 'Docs', path: 'docs.yml' } };
    const health = summariseHealth([run(3, failed), run(2, other), run(1)], branches);
    expect([health.headline, health.broken.map(({ id }) => id)]).toEqual(['1 of 2 workflows fails.', ['3']]);
  });

  it('does not count a broken topic branch against the default branch', () => {
    expect(summariseHealth([run(2, { ...failed, refName: 'topic' }), run(1)], branches).tone).toBe('success');
  });

  it('forgets a file that could not be read once a newer push has mended or removed it', () => {
    const unread = { ...failed, startedAt: null, workflow: { name: 'bad.yml', path: 'bad.yml' } };
    expect(summariseHealth([run(3), run(2, unread), run(1)], branches).tone).toBe('success');
    const sameTree = summariseHealth([run(2, { ...unread, sha: 'f' }), run(1, { sha: 'f' })], branches);
    expect(sameTree.headline).toBe('1 of 2 workflows fails.');
  });

  it('counts what runs and waits', () => {
    const waiting = run(4, { status: 'waiting', conclusion: null });
    expect(summariseHealth([waiting, run(3, running), run(1)], branches).headline).toBe(
      'All is well, 1 running, 1 waiting.',
    );
    expect(summariseHealth([run(3, running)], branches).headline).toBe('1 running.');
  });
});

describe('the filter of the list', () => {
  it('goes into the address and back', () => {
    const filter = { ...none, branch: 'feature/a b', status: 'failure' };
    expect(readFilter(new URLSearchParams(writeFilter(filter)))).toEqual(filter);
    expect(writeFilter(none)).toBe('');
  });

  it('asks the server for what it can answer', () => {
    expect(serverQuery({ ...none, repository: 'a/b', status: 'failure', branch: 'main' })).toEqual({
      repository: 'a/b',
      status: 'completed',
    });
    expect(serverQuery({ ...none, status: 'waiting', branch: 'refs/heads/x' })).toEqual({
      status: 'waiting',
      ref: 'refs/heads/x',
    });
  });

  it('matches branch, status and all words of the search', () => {
    const matching = [
      { ...none, branch: 'main' },
      { ...none, status: 'success' },
      { ...none, status: 'completed' },
      { ...none, search: 'change demo #7' },
    ];
    expect(matching.map((filter) => matchesFilter(run(7), filter))).toEqual([true, true, true, true]);
    const others = [
      { ...none, branch: 'mai' },
      { ...none, status: 'failure' },
      { ...none, search: 'change other' },
    ];
    expect(others.map((filter) => matchesFilter(run(7), filter))).toEqual([false, false, false]);
  });

  it('keeps the newest run first when one appears or changes', () => {
    const list = upsertRun(upsertRun([run(10), run(8)], run(9)), run(11));
    expect(list.map(({ id }) => id)).toEqual(['11', '10', '9', '8']);
    expect(upsertRun(list, run(9, failed))[2]?.conclusion).toBe('failure');
  });
});

describe('the time line of jobs', () => {
  it('places a bar by its share of the run', () => {
    expect(timelineBar({ startedAt: 150, completedAt: 200 }, 100, 300, 0)).toEqual({ left: 25, width: 25 });
  });

  it('shows even the shortest job inside the line, and none before it starts', () => {
    expect(timelineBar({ startedAt: 300, completedAt: 300 }, 100, 300, 0)).toEqual({ left: 99, width: 1 });
    expect(timelineBar({ startedAt: null, completedAt: null }, 100, 300, 0)).toBeNull();
  });
});
