import { heldGroups } from '../../../contract/held-groups.ts';
import type { RunState } from '../../../contract/run-state.ts';
import type { RunCommit } from '../../port/runs.ts';

type Enqueue = RunCommit['enqueue'][number];

/** A job that becomes ready, as the script takes it: what the queue needs to know of it, and its spec as text. */
export function enqueueArgument(job: Enqueue, state: RunState): object {
  const { spec, agentClass, priority, maxAttempts, at } = job;
  return {
    jobId: spec.jobId,
    repositoryId: spec.repository.id,
    runAttempt: spec.runAttempt,
    name: spec.name,
    spec: JSON.stringify(spec),
    exclusive: isExclusive(job, state) ? 1 : 0,
    notBefore: job.notBefore > at ? job.notBefore : 0,
    agentClass,
    priority,
    maxAttempts,
    at,
  };
}

/** Two of these must never run side by side, so their leases end with a fence (`leaseTimes.fence`). */
function isExclusive({ spec }: Enqueue, state: RunState): boolean {
  return spec.environment !== null || heldGroups(state, spec.jobId).length > 0;
}

/** An empty group is not kept: its body is empty text. */
export function groupArgument({ expectedVersion, next }: RunCommit['groups'][number]): object {
  const { key, version: _, ...body } = next;
  const empty = body.holder === null && body.pending === null && body.freeAt === 0;
  return { key, expectedVersion, body: empty ? '' : JSON.stringify(body) };
}

/** A status as the scripts take it: `newest` names its context on its way to a forge. */
export interface StatusArgument {
  repository: string;
  sha: string;
  context: string;
  body: string;
  forge: string;
  newest: string;
}

export function statusArgument({ status, forge }: RunCommit['statuses'][number]): StatusArgument {
  const repository = status.repository.toLowerCase();
  const { sha, context } = status;
  const body = JSON.stringify(status);
  return { repository, sha, context, body, forge, newest: JSON.stringify([forge, repository, sha, context]) };
}
