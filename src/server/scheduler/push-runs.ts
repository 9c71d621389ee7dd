import type { RunTrigger } from '../../contract/run-state.ts';
import { isRaibidError } from '../../shared/errors.ts';
import type { JsonObject } from '../../shared/json.ts';
import type { NewRun, RefChange } from '../../store/port/deliveries.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import type { CommitInfo, CommitReader } from '../forge/port.ts';
import { planEvent } from './plan-event.ts';
import { isZero, pushPayload } from './push-payload.ts';
import type { ReadElsewhere } from './read-elsewhere.ts';
import { asksToSkip } from './skip-markers.ts';

export interface Push {
  repository: RepositoryRecord;
  change: RefChange;
  /** Null: found by the ledger comparison; the commit's author stands for who pushed. */
  actor: string | null;
  /** `github.event` as a forge reported it; absent: made from the commit. */
  payload?: JsonObject;
  at: number;
}

/** The runs of one pushed branch or tag. A deleted ref, and a ref that points to no commit, starts none. */
export async function runsOfPush(reader: CommitReader, push: Push, elsewhere: ReadElsewhere): Promise<NewRun[]> {
  if (isZero(push.change.after)) return [];
  const head = await commitOrNull(reader, push.change.after);
  if (head === null || asksToSkip(head.message)) return [];
  const files = await reader.listWorkflows(head.sha);
  if (files.length === 0) return [];
  const changedPaths = await pathsOf(reader, push.change);
  const { repository, at } = push;
  return planEvent({ repository, trigger: triggerOf(push, head), changedPaths, at }, files, elsewhere);
}

/** The commit behind an object; null when there is none. */
export async function commitOrNull(reader: CommitReader, sha: string): Promise<CommitInfo | null> {
  try {
    return await reader.commit(sha);
  } catch (error) {
    if (isRaibidError(error, 'not_found')) return null;
    throw error;
  }
}

/** Path filters are not evaluated for tags (GitHub: "on.push.paths"), nor for a branch that is new. */
async function pathsOf(reader: CommitReader, { ref, before, after }: RefChange): Promise<string[] | null> {
  if (ref.startsWith('refs/tags/') || isZero(before)) return null;
  return reader.changedPaths(before, after);
}

function triggerOf({ repository, change, actor, payload }: Push, head: CommitInfo): RunTrigger {
  const who = actor ?? head.author.name;
  return {
    event: 'push',
    ref: change.ref,
    sha: head.sha,
    actor: who,
    headline: headlineOf(head),
    payload: { ...pushPayload(repository, change, head, who), ...payload },
    trust: 'repository',
  };
}

/** First line of a commit's message. */
export function headlineOf({ message }: CommitInfo): string {
  return message.split('\n', 1)[0] ?? '';
}
