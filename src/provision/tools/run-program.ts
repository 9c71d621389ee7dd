import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

export interface ProgramOptions {
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  /** Written to its standard input. */
  input?: string;
}

export interface ProgramResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end. Rejects only when it cannot be started, or the signal ends it. */
export async function runProgram(file: string, words: readonly string[], options: ProgramOptions) {
  const { env, signal, input } = options;
  const child = spawn(file, words, { env: { ...env }, signal, stdio: ['pipe', 'pipe', 'pipe'] });
  // A program that does not read its input is no failure of ours.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, stdout, stderr } satisfies ProgramResult;
}
