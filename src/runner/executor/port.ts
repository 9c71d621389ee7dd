import type { Readable } from 'node:stream';
import type { RaibidError } from '../../shared/errors.ts';
import type { ContainerSpec } from '../../workflow/containers/container-spec.ts';

/**
 * The place where a job's steps run. An executor lives as long as one job: `open` gives it, `close` ends every process
 * that the job left behind and, where the driver made it, the place itself. Paths are absolute, as the job sees them.
 *
 * Drivers: `host` (plain processes), `sandbox` (bubblewrap around the `remote` protocol's server), `remote` (the same
 * protocol over a socket, to the container of a pod), `container` (the sandbox for files and tools, podman for steps).
 */
export interface Executor {
  /** For people and the page. */
  readonly isolation: 'sandbox' | 'none';
  /** Where the job lives, as its processes see it. */
  readonly layout: JobLayout;
  /** `runner` context: what the job runs on. */
  readonly os: 'Linux' | 'macOS';
  readonly arch: 'X64' | 'ARM64';
  /** Of a place with a file system of its own, such as a container: what its image sets. Null: nothing. */
  readonly own?: PlaceOwn | null;
  /** The shell of steps that name none; `bash` and absent: sh where there is no bash. */
  readonly defaultShell?: 'sh' | 'bash';
  /** Starts what the job's `container:` and `services:` say; absent where there can be none. */
  readonly containers?: JobContainers;
  /** Starts a process in its own process group. Rejects with `tool_missing` when the program is not there. */
  spawn(command: SpawnCommand): Promise<ChildHandle>;
  /** Content of a file, or null when it is not there. Over `maxBytes`: `too_large`. */
  read(path: string, maxBytes: number): Promise<Buffer | null>;
  /** Makes missing folders; `mode` defaults to 0o644. */
  write(path: string, content: Buffer | string, mode?: number): Promise<void>;
  remove(path: string): Promise<void>;
  /** `write` for some small files (64 KiB in all): one trip to a place that is far away. */
  writeFiles(files: readonly SmallFile[]): Promise<void>;
  /**
   * `read`, then `remove`, for some files in one trip. An entry is what `read` gives or rejects with; null also where
   * `maxBytes` is null: such a file is only removed.
   */
  takeFiles(files: readonly WantedFile[]): Promise<(Buffer | RaibidError | null)[]>;
  /** First match of a program on the PATH of the job, or null. */
  which(program: string, path?: string): Promise<string | null>;
  /** Ends all processes of the job (TERM, then KILL after `graceMilliseconds`), daemons included. */
  close(graceMilliseconds: number): Promise<void>;
}

export interface JobContainers {
  /**
   * Pulls and starts them and waits until the services are healthy; `say` takes lines for the log. From then on steps
   * run in the container, where there is one. Rejects with `tool_missing` or `container_failed`. `close` removes them.
   */
  start(
    wanted: WantedContainers,
    signal: AbortSignal,
    say: (line: string) => Promise<void> | void,
  ): Promise<StartedContainers>;
  /**
   * Makes the image of an action ready and answers what `run` calls it. Rejects with `container_failed`, and with
   * `workflow_unsupported` for one that would have to be built where that is not safe.
   */
  image(image: WantedImage, signal: AbortSignal, say: (line: string) => Promise<void> | void): Promise<string>;
  /** Starts a container of an action beside the others of the job; it is removed when it has ended. */
  run(action: ActionContainer): Promise<ChildHandle>;
}

/** An image of a registry by its name, or one to build. */
export type WantedImage = { kind: 'registry'; name: string } | { kind: 'build'; context: BuildContext };

export interface BuildContext {
  /** Name of the action, for messages. */
  action: string;
  /** Path of the Dockerfile's folder, as the job sees it. */
  folder: string;
  /** Name of the file in it. */
  dockerfile: string;
}

/** Its workspace, temp folder and home are those of `actionLayout`. */
export interface ActionContainer {
  /** What `image` answered. */
  image: string;
  /** Null: that of the image. */
  entrypoint: string | null;
  args: readonly string[];
  /** Over what the image sets. */
  env: Readonly<Record<string, string>>;
}

export interface WantedContainers {
  container: ContainerSpec | null;
  services: Record<string, ContainerSpec>;
}

/** Also the `container` and `services` of the `job` context. */
export interface StartedContainers {
  /** Beside them what steps start with, of the image and of `env:`, and the Node.js that runs actions there. */
  container: ({ id: string; network: string } & PlaceOwn) | null;
  /** `ports`: of the machine's loopback, by the port in the container. */
  services: Record<string, { id: string; network: string; ports: Record<string, string> }>;
}

export interface SmallFile {
  path: string;
  content: string;
}

export interface WantedFile {
  path: string;
  maxBytes: number | null;
  /**
   * Where the file goes instead of being removed, if nobody wrote to it: who writes a file there need not make one. Making
   * one is a step's dearest small call: an ext4 without a journal first passes by all that was removed in the last minute.
   */
  next?: string | undefined;
}

export interface PlaceOwn {
  /** What steps start with: PATH, language, folders of the tools in the image. */
  environment: Record<string, string>;
  /** Path of the Node there that runs actions. */
  node: string;
}

export interface JobLayout {
  /** `github.workspace` */
  workspace: string;
  /** `runner.temp`: empty at the start of the job. */
  temp: string;
  /** `runner.tool_cache`: the one folder that jobs of one repository may share. */
  toolCache: string;
  home: string;
}

export interface SpawnCommand {
  argv: [string, ...string[]];
  cwd: string;
  /** The whole environment; nothing is inherited. */
  env: Record<string, string>;
  /** A program of the runner itself, such as git or tar: the image of a job's container need not have it. */
  tool?: boolean;
  /** Bytes for standard input; closed at once when absent. */
  stdin?: Readable;
}

export interface ChildHandle {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when the process has ended and its output was read. */
  readonly exit: Promise<{ code: number | null; signal: string | null }>;
  /** Signals the whole process group. */
  kill(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void;
}
