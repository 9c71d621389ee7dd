import type { Readable } from 'node:stream';
import type { StepState } from '../contract/job-message.ts';
import type { LogLine } from '../contract/log.ts';

/** What a job needs from the world around it; the agent gives it the server, `raibid-cli run` the local disk. */
export interface RunnerPorts {
  log: LogPort;
  artifacts: ArtifactPort;
  caches: CachePort;
  checkout: CheckoutPort;
  actions: ActionSourcePort;
  progress: ProgressPort;
}

export interface LogPort {
  /** Already masked. Resolves when the line is taken; waits when too much is under way. */
  write(line: LogLine): Promise<void> | void;
}

export interface ProgressPort {
  /** The steps changed (all of them, in order). */
  steps(steps: StepState[]): void;
  /** The first step is about to start; from now on the attempt counts. Awaited. */
  started(): Promise<void>;
}

export interface ArtifactPort {
  /** `archive` is a tar.gz. */
  upload(artifact: {
    name: string;
    archive: Readable;
    retentionDays?: number;
    overwrite: boolean;
  }): Promise<{ id: string; size: number; sha256: string }>;
  list(): Promise<{ name: string; size: number }[]>;
  download(name: string): Promise<Readable>;
}

export interface CachePort {
  find(query: {
    key: string;
    restoreKeys: string[];
    version: string;
  }): Promise<{ id: string; key: string; size: number } | null>;
  download(id: string): Promise<Readable>;
  /** False when the key exists already. */
  save(cache: { key: string; version: string; archive: Readable }): Promise<boolean>;
}

/** Where `actions/checkout` gets a repository from. */
export interface CheckoutPort {
  /**
   * How the job's git reaches a repository: an address without credentials, and environment variables that carry them
   * (`GIT_CONFIG_COUNT`...), so that no secret stands in an argument, an address or `.git/config`. Null: copy the
   * working tree at `localPath` instead (`raibid-cli run`).
   */
  source(repository: string): Promise<{ url: string; env: Record<string, string> } | { localPath: string }>;
}

/** Where `uses: owner/repo@ref` comes from. */
export interface ActionSourcePort {
  /**
   * Folder on the agent's side with the action's repository at that ref, cached by commit. Rejects with
   * `action_unavailable` in one line.
   */
  fetch(action: { owner: string; name: string; ref: string }): Promise<{ folder: string; sha: string }>;
}
