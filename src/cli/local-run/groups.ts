import type { RunEvent } from '../../contract/run-state.ts';
import { type GroupRecordLike, releaseGroup, requestGroup } from '../../engine/concurrency-groups.ts';
import type { Effect } from '../../engine/effects.ts';

type Acquire = Extract<Effect, { type: 'acquire_group' }>;
type Release = Extract<Effect, { type: 'release_group' }>;

/** Concurrency groups of one local run: only its own jobs can meet in them. */
export class LocalGroups {
  readonly #runId: string;
  readonly #records = new Map<string, GroupRecordLike>();

  constructor(runId: string) {
    this.#runId = runId;
  }

  /** Asks for a group; answers the events that come of it. */
  acquire({ group, jobId, cancelInProgress }: Acquire): RunEvent[] {
    const member = { runId: this.#runId, jobId };
    return this.#keep(group, requestGroup(this.#record(group), group, member, cancelInProgress));
  }

  release({ group, jobId }: Release): RunEvent[] {
    return this.#keep(group, releaseGroup(this.#record(group), group, { runId: this.#runId, jobId }));
  }

  #record(group: string): GroupRecordLike {
    return this.#records.get(group.toLowerCase()) ?? { holder: null, pending: null, freeAt: 0 };
  }

  #keep(group: string, change: ReturnType<typeof releaseGroup>): RunEvent[] {
    this.#records.set(group.toLowerCase(), change.next);
    return change.post.map((posted) => posted.event);
  }
}
