import { Readable } from 'node:stream';
import { main } from '../main.ts';

export interface Captured {
  code: number;
  stdout: string;
  stderr: string;
}

export interface CaptureOptions {
  env?: Record<string, string | undefined>;
  cwd?: string;
  /** Columns of a terminal; absent: a pipe. */
  columns?: number;
  signal?: AbortSignal;
  /** What stands on standard input; absent: that of this process. */
  stdin?: string;
  /** Sees standard output as it grows. */
  onOutput?: (text: string) => void;
}

/** Runs one command line in this process and answers what it printed. Nothing of this process's environment is seen. */
export async function raibidCli(words: string[], options: CaptureOptions = {}): Promise<Captured> {
  const out: string[] = [];
  const err: string[] = [];
  const output = (into: string[], seen?: (text: string) => void) => ({
    isTTY: options.columns !== undefined,
    columns: options.columns ?? 80,
    write: (text: string) => {
      into.push(text);
      seen?.(text);
    },
  });
  const code = await main({
    argv: words,
    env: { PATH: process.env.PATH, HOME: '/nonexistent', ...options.env },
    cwd: options.cwd ?? process.cwd(),
    stdin: options.stdin === undefined ? process.stdin : Readable.from([options.stdin]),
    stdout: output(out, options.onOutput),
    stderr: output(err),
    signal: options.signal ?? new AbortController().signal,
  });
  return { code, stdout: out.join(''), stderr: err.join('') };
}
