import type { RunTrigger } from '../../contract/run-state.ts';
import type { RefChange } from '../../store/port/deliveries.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import type { CommitInfo } from '../forge/port.ts';

type Payload = RunTrigger['payload'];

/** Whether an object id means "nothing": a ref that is created or deleted. */
export function isZero(sha: string): boolean {
  return /^0+$/.test(sha);
}

/** The part of `github.event` that every event has. */
export function commonPayload(repository: RepositoryRecord, actor: string): Payload {
  const [owner = '', name = ''] = repository.fullName.split('/');
  return {
    repository: {
      id: repository.id,
      name,
      full_name: repository.fullName,
      owner: { login: owner, name: owner },
      default_branch: repository.defaultBranch,
    },
    sender: { login: actor },
  };
}

/** `github.event` of a push (GitHub: "Webhook events and payloads", push). */
export function pushPayload(repository: RepositoryRecord, change: RefChange, head: CommitInfo, actor: string): Payload {
  const commit = commitPayload(head);
  return {
    ...commonPayload(repository, actor),
    ref: change.ref,
    before: change.before,
    after: change.after,
    created: isZero(change.before),
    deleted: false,
    pusher: { name: actor },
    head_commit: commit,
    commits: [commit],
  };
}

function commitPayload(commit: CommitInfo): Payload {
  return {
    id: commit.sha,
    message: commit.message.trimEnd(),
    timestamp: new Date(commit.committedAt).toISOString(),
    author: { name: commit.author.name, email: commit.author.email },
  };
}
