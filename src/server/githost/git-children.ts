import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { gitEnvironment, gitSettings } from './git-environment.ts';
import { gitMissing } from './run-git.ts';

/** Time between TERM, on which git removes its lock and temporary files, and KILL. */
const killAfter = 5_000;
const maxErrorBytes = 4096;

export interface GitChild {
  stdin: Writable;
  stdout: Readable;
  /** Resolves when git has ended, with its exit code and the first 4 KiB of what it complained about. */
  ended: Promise<{ exit: number; stderr: string }>;
  /** Ends git and everything it started. */
  stop(): void;
}

/** The gits that work for this server right now. */
export interface GitChildren {
  /** Starts git on one repository; `ended` rejects with `tool_missing` without git. */
  start(call: GitChildCall): GitChild;
  /** Ends all of them and waits until they are gone. */
  stopAll(): Promise<void>;
}

export interface GitChildCall {
  folder: string;
  /** The command and its arguments. */
  args: string[];
  /** Value of the `Git-Protocol` header, already checked. */
  protocol?: string | null;
  settings?: Record<string, string>;
}

/** Keeps track of the children of one server. */
export function createGitChildren(): GitChildren {
  const running = new Set<GitChild>();
  return {
    start(call) {
      const child = startChild(call);
      running.add(child);
      const forget = () => running.delete(child);
      child.ended.then(forget, forget);
      return child;
    },
    async stopAll() {
      const children = [...running];
      for (const child of children) child.stop();
      await Promise.allSettled(children.map((child) => child.ended));
    },
  };
}

function startChild({ folder, args, protocol, settings }: GitChildCall): GitChild {
  const env = { ...gitEnvironment(), ...(protocol ? { GIT_PROTOCOL: protocol } : {}) };
  // A process group of its own: index-pack and its like end with it.
  const child = spawn('git', [...gitSettings(folder, settings), ...args], { env, cwd: '/', detached: true });
  // Git that ends early breaks the pipe; its exit code and words are what counts.
  child.stdin.on('error', () => {});
  return { stdin: child.stdin, stdout: child.stdout, ended: endOf(child), stop: () => stopGroup(child) };
}

function endOf(child: ChildProcessWithoutNullStreams): Promise<{ exit: number; stderr: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ exit: number; stderr: string }>();
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString('utf8')).slice(0, maxErrorBytes);
  });
  child.on('error', (cause) => reject(gitMissing(cause)));
  child.on('exit', (code) => resolve({ exit: code ?? 128, stderr: stderr.trim() }));
  return promise;
}

function stopGroup(child: ChildProcessWithoutNullStreams): void {
  if (child.exitCode !== null || child.signalCode !== null) return;
  signalGroup(child, 'SIGTERM');
  const kill = setTimeout(() => signalGroup(child, 'SIGKILL'), killAfter);
  child.once('exit', () => clearTimeout(kill));
}

function signalGroup(child: ChildProcessWithoutNullStreams, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}
