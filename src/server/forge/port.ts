import type { RepositoryRecord } from '../../store/port.ts';

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

/** Where repositories live: the built-in hosting, later Gitea and others. */
export interface Forge {
  /** Makes the empty repository. Called again for the same one: harmless. */
  create(repository: RepositoryRecord): Promise<void>;
  /** Deletes the repository with all its objects. One that is gone already: harmless. */
  remove(repository: RepositoryRecord): Promise<void>;
  commits(repository: RepositoryRecord): CommitReader;
  /** Every branch and tag with the object it points to: `{ 'refs/heads/main': '<sha>' }`. */
  refs(repository: RepositoryRecord): Promise<Record<string, string>>;
}
