import { expect, it } from 'vitest';
import { type GroupMember, type GroupRecordLike, releaseGroup, requestGroup } from './concurrency-groups.ts';

const member = (runId: string): GroupMember => ({ runId, jobId: null });
const free: GroupRecordLike = { holder: null, pending: null, freeAt: 0 };
const held: GroupRecordLike = { ...free, holder: member('1') };
const full: GroupRecordLike = { ...held, pending: member('2') };

const acquired = (runId: string) => ({ runId, event: { type: 'group_acquired', group: 'g', jobId: null } });
const superseded = (runId: string, by: string) => ({
  runId,
  event: { type: 'group_superseded', group: 'g', jobId: null, by: `run ${by}` },
});

it('gives a free group at once', () => {
  expect(requestGroup(free, 'g', member('1'), false)).toEqual({ next: held, post: [acquired('1')] });
});

it('lets one wait', () => {
  expect(requestGroup(held, 'g', member('2'), false)).toEqual({ next: full, post: [] });
});

it('lets only the newest wait', () => {
  const { next, post } = requestGroup(full, 'g', member('3'), false);
  expect(next).toEqual({ ...held, pending: member('3') });
  expect(post).toEqual([superseded('2', '3')]);
});

it('stops the holder too under cancel-in-progress, which keeps the group until it lets go', () => {
  const { next, post } = requestGroup(full, 'g', member('3'), true);
  expect(next).toEqual({ ...held, pending: member('3') });
  expect(post).toEqual([superseded('1', '3'), superseded('2', '3')]);
});

it('passes a released group to the one that waits', () => {
  expect(releaseGroup(full, 'g', member('1'))).toEqual({
    next: { ...free, holder: member('2') },
    post: [acquired('2')],
  });
  expect(releaseGroup(held, 'g', member('1'))).toEqual({ next: free, post: [] });
});

it('forgets one that no longer waits', () => {
  expect(releaseGroup(full, 'g', member('2'))).toEqual({ next: held, post: [] });
});

it('is not moved by strangers or by doing it twice', () => {
  expect(releaseGroup(full, 'g', member('9'))).toEqual({ next: full, post: [] });
  expect(requestGroup(full, 'g', member('2'), false)).toEqual({ next: full, post: [] });
  expect(requestGroup(held, 'g', member('1'), true)).toEqual({ next: held, post: [acquired('1')] });
});

it('tells jobs of one run apart', () => {
  const job = { runId: '1', jobId: 'a' };
  expect(requestGroup(held, 'g', job, false).next.pending).toEqual(job);
});
