import type { RunEvent } from '../../contract/run-state.ts';
import { releaseGroup, requestGroup } from '../../engine/concurrency-groups.ts';
import type { GroupMember, GroupRecord, RunCommit, RunStore } from '../../store/port/runs.ts';

/** Store key of a concurrency group: groups ignore case, as on GitHub. */
function groupKey(repositoryId: string, group: string): string {
  return `${repositoryId}:${group.toLowerCase()}`;
}

/** Events that a change of a group makes, for the run itself and for others. */
export type GroupPost = { runId: string; event: RunEvent };

/** The groups that one commit touches: each is read once, changed in memory, and written against what was read. */
export interface GroupLedger {
  acquire(group: string, member: GroupMember, cancelInProgress: boolean): Promise<GroupPost[]>;
  release(group: string, member: GroupMember, freeAt: number): Promise<GroupPost[]>;
  /** Earliest start of a holder: later than now only after an expired lease. */
  freeAt(group: string): Promise<number>;
  changes(): RunCommit['groups'];
}

interface Entry {
  /** As it was read. */
  read: GroupRecord;
  now: GroupRecord;
}

export function createGroupLedger(runs: Pick<RunStore, 'group'>, repositoryId: string): GroupLedger {
  const entries = new Map<string, Entry>();

  async function entryOf(group: string): Promise<Entry> {
    const key = groupKey(repositoryId, group);
    const known = entries.get(key);
    if (known !== undefined) return known;
    const read = await runs.group(key);
    const entry = { read, now: read };
    entries.set(key, entry);
    return entry;
  }

  return {
    async acquire(group, member, cancelInProgress) {
      const entry = await entryOf(group);
      const { next, post } = requestGroup(entry.now, group, member, cancelInProgress);
      entry.now = next;
      return post;
    },
    async release(group, member, freeAt) {
      const entry = await entryOf(group);
      const { next, post } = releaseGroup(entry.now, group, member);
      const fenced = next !== entry.now && freeAt > next.freeAt;
      entry.now = fenced ? { ...next, freeAt } : next;
      return post;
    },
    freeAt: async (group) => (await entryOf(group)).now.freeAt,
    changes: () =>
      [...entries.values()]
        .filter(({ read, now }) => now !== read)
        .map(({ read, now }) => ({ expectedVersion: read.version, next: { ...now, version: read.version + 1 } })),
  };
}
