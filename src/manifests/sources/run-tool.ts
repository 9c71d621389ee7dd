import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface ToolResult {
  ok: boolean;
  stdout: string;
  /** What the tool said on standard error, trimmed. */
  stderr: string;
}

/** Where a program is on the given PATH, undefined when it is not there. */
export function findTool(name: string, path: string | undefined): string | undefined {
  for (const folder of (path ?? '').split(delimiter).filter(Boolean)) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/** Largest rendered output that is read, in bytes. */
const maxOutput = 256 * 1024 * 1024;

/**
 * helm, kubectl and kustomize are Go programs that live for a twentieth of a second, mostly to start. One thread and no
 * collection of garbage save a fifth of their processor time (55 to 45 ms); what needs memory is limited as if it had both.
 */
const shortLived = { GOMAXPROCS: '1', GOGC: 'off', GOMEMLIMIT: '1GiB' };

/** Runs a program and collects what it prints. Never rejects: a failure is a result. */
export function runTool(file: string, args: string[], options: ToolOptions): Promise<ToolResult> {
  return new Promise((resolve) => {
    const { cwd, signal, env } = options;
    const settings = {
      cwd,
      env: { ...shortLived, ...env },
      maxBuffer: maxOutput,
      timeout: 300_000,
      ...(signal ? { signal } : {}),
    };
    execFile(file, args, settings, (error, stdout, stderr) => {
      resolve({ ok: error === null, stdout, stderr: stderr.trim() || (error?.message ?? '') });
    });
  });
}

export interface ToolOptions {
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  signal?: AbortSignal;
}
