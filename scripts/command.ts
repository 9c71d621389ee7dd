import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program with its output shown, in the repository's root; answers its exit code (1 when a signal ended it). */
export function runShown(program: string, words: string[], env: Record<string, string> = {}): Promise<number> {
  return new Promise((accept, refuse) => {
    const child = spawn(program, words, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
    child.on('error', refuse);
    child.on('close', (code) => accept(code ?? 1));
  });
}

/** Runs a program quietly; answers its standard output. Rejects with its standard error when it fails. */
export function runQuietly(
  program: string,
  words: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  return new Promise((accept, refuse) => {
    const child = spawn(program, words, {
      cwd: options.cwd ?? root,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let complaint = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      complaint += chunk;
    });
    child.on('error', refuse);
    child.on('close', (code) => {
      if (code === 0) accept(out);
      else refuse(new Error(`${program} ${words[0] ?? ''} failed: ${complaint.trim() || out.trim()}`));
    });
  });
}
