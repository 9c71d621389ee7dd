import type { CommitStatus } from '../../contract/views.ts';
import type { RefChange } from '../../store/port/deliveries.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import type { PullRequestEvent } from './events.ts';

/** What `forge` of a repository is when the server hosts it itself. */
export const builtinForge = 'builtin';

/** A commit as runs and their payload show it. */
export interface CommitInfo {
  /** The commit itself, also when a tag object was asked for. */
  sha: string;
  /** The whole message; its first line is the headline. */
  message: string;
  author: { name: string; email: string };
  /** Milliseconds since 1970. */
  committedAt: number;
}

export interface WorkflowFile {
  path: string;
  text: string;
}

/** Reads commits of one repository. Unknown commits reject with `not_found`. */
export interface CommitReader {
  /** Workflow files at a commit, of the first workflow folder that exists there. */
  listWorkflows(sha: string): Promise<WorkflowFile[]>;
  /** Paths that differ between two commits; null when one of them is unknown or all zeros, or the list is too long. */
  changedPaths(before: string, after: string): Promise<string[] | null>;
  /** The commit behind a commit or tag object. */
  commit(sha: string): Promise<CommitInfo>;
}

/** One push among those that moved a ref. */
export interface SinglePush {
  change: RefChange;
  /** Null: unknown. */
  actor: string | null;
}

/** Where repositories live: the built-in hosting, or a connected forge. */
export interface Forge {
  /** Makes the empty repository. Called again for the same one: harmless. */
  create(repository: RepositoryRecord): Promise<void>;
  /** Deletes the repository with all its objects. One that is gone already: harmless. */
  remove(repository: RepositoryRecord): Promise<void>;
  commits(repository: RepositoryRecord): CommitReader;
  /** Every branch and tag with the object it points to: `{ 'refs/heads/main': '<sha>' }`. */
  refs(repository: RepositoryRecord): Promise<Record<string, string>>;
  /** The pushes that made up a move of a branch, oldest first; null when that is not known. */
  pushesBetween(repository: RepositoryRecord, change: RefChange): Promise<SinglePush[] | null>;
  /** Open pull requests as they are now, each as the event `opened`. */
  pullRequests(repository: RepositoryRecord): Promise<PullRequestEvent[]>;
}

/**
 * A forge beside this server. Calls reject with `unreachable` for what may pass, `not_found` for what is not there, and
 * `forge_refused` for the rest.
 */
export interface RemoteForge extends Forge {
  /** Whose token the connection has, and the version of the forge. */
  check(name: string): Promise<{ login: string; version: string }>;
  /** The repository as the forge spells it; `forge_refused` when the token may not administer it. */
  findRepository(name: string, fullName: string): Promise<{ fullName: string; defaultBranch: string }>;
  /** Makes or repairs the webhook; answers its id. `renew`: makes it anew in any case. */
  ensureHook(repository: RepositoryRecord, renew: boolean): Promise<string>;
  /** Removes the webhook; one that is gone is fine. */
  removeHook(repository: RepositoryRecord, hookId: string): Promise<void>;
  /** Makes the branches and tags there that these refspecs name those of the server's copy. Ends when `signal` aborts. */
  push(repository: RepositoryRecord, specs: string[], signal: AbortSignal): Promise<void>;
  /** Writes a status on its commit. */
  sendStatus(name: string, status: CommitStatus): Promise<void>;
}
