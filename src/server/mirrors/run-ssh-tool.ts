import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { RaibidError } from '../../shared/errors.ts';
import { gitEnvironment } from '../githost/git-environment.ts';

export interface SshToolOptions {
  input?: string;
  environment?: Record<string, string>;
  signal?: AbortSignal;
}

export interface SshToolResult {
  /** Exit code; null when a signal ended it. */
  exit: number | null;
  stdout: string;
  stderr: string;
}

/** No tool of ssh works longer than this, in milliseconds. */
const timeout = 60_000;

/**
 * Runs one of OpenSSH's small tools to its end, without a terminal and with nothing of the server's environment.
 * `tool_missing` without OpenSSH.
 */
export async function runSshTool(tool: string, args: string[], options: SshToolOptions): Promise<SshToolResult> {
  const { input = '', environment = {}, signal } = options;
  // A session of its own: no terminal is left to ask for a pass phrase.
  const child = spawn(tool, args, {
    detached: true,
    env: { ...gitEnvironment(), ...environment },
    timeout,
    ...(signal === undefined ? {} : { signal }),
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const closed = once(child, 'close');
  try {
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
    return { exit: child.exitCode, stdout, stderr: stderr.trim() };
  } catch (cause) {
    throw sshFailure(tool, cause);
  }
}

/** The error of a machine without OpenSSH, or of a tool that was stopped. */
export function sshFailure(tool: string, cause: unknown): RaibidError {
  const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
  if (!isMissing) return new RaibidError('unreachable', `${tool} was stopped.`, { cause });
  return new RaibidError('tool_missing', `${tool} cannot be started.`, {
    hint: 'Install the OpenSSH client on the machine of the server: apt-get install openssh-client.',
    cause,
  });
}
