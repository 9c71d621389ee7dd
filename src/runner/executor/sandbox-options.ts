import type { JobLayout } from './port.ts';

/** What the sandbox of one job is made of. */
export interface SandboxOptions {
  /** Folder of this job alone; its parts below are made here. */
  root: string;
  toolCache: string;
  /** The program that speaks the remote protocol, with absolute paths: `[node, raibid-agent.ts, 'executor']`. */
  serveCommand: readonly string[];
  /** Read-only folders and files that `serveCommand` needs, at the same paths inside. */
  programFolders: readonly string[];
  /** Folders that must not be seen even where a visible folder holds them: the data folder. */
  hidden: readonly string[];
  /** Last part of the workspace's path inside; the repository's name. */
  workspaceName: string;
  path?: string;
  /** Paths inside; `sandboxLayout` of the workspace's name when absent. */
  layout?: JobLayout;
}
