import type { RunEvent } from '../contract/run-state.ts';

/** A run (or one job of it) that holds a group or waits for it. */
export interface GroupMember {
  runId: string;
  /** Null: the run's own group. */
  jobId: string | null;
}

/** A concurrency group as the store keeps it (the store's records have a key and a version beside this). */
export interface GroupRecordLike {
  holder: GroupMember | null;
  pending: GroupMember | null;
  /** Milliseconds since 1970 before which no new holder may start; 0: none. */
  freeAt: number;
}

/** The next record, and events for the runs it concerns. */
export interface GroupChange<T> {
  next: T;
  post: { runId: string; event: RunEvent }[];
}

/**
 * Asks for a group. A free one is given at once. Otherwise the member waits; one that waited already is replaced, and
 * with `cancelInProgress` the holder is told to stop (it lets go when it has). Asking twice changes nothing.
 */
export function requestGroup<T extends GroupRecordLike>(
  record: T,
  group: string,
  member: GroupMember,
  cancelInProgress: boolean,
): GroupChange<T> {
  const { holder, pending } = record;
  if (holder === null || same(holder, member)) {
    return { next: { ...record, holder: member }, post: [acquired(group, member)] };
  }
  const post = cancelInProgress ? [superseded(group, holder, member)] : [];
  if (pending !== null && !same(pending, member)) post.push(superseded(group, pending, member));
  return { next: { ...record, pending: member }, post };
}

/**
 * Lets go of a group, or stops waiting for it; the one that waits gets it. Someone who has neither changes nothing.
 * `freeAt` keeps the next holder back after a lease that was lost (see docs/queue.md).
 */
export function releaseGroup<T extends GroupRecordLike>(record: T, group: string, member: GroupMember): GroupChange<T> {
  const { holder, pending } = record;
  if (pending !== null && same(pending, member)) return { next: { ...record, pending: null }, post: [] };
  if (holder === null || !same(holder, member)) return { next: record, post: [] };
  return {
    next: { ...record, holder: pending, pending: null },
    post: pending === null ? [] : [acquired(group, pending)],
  };
}

function same(one: GroupMember, other: GroupMember): boolean {
  return one.runId === other.runId && one.jobId === other.jobId;
}

function acquired(group: string, member: GroupMember): { runId: string; event: RunEvent } {
  return { runId: member.runId, event: { type: 'group_acquired', group, jobId: member.jobId } };
}

function superseded(group: string, member: GroupMember, by: GroupMember): { runId: string; event: RunEvent } {
  return {
    runId: member.runId,
    event: { type: 'group_superseded', group, jobId: member.jobId, by: `run ${by.runId}` },
  };
}
