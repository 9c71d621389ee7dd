import { spawn } from 'node:child_process';

export interface RunOptions {
  env?: Record<string, string>;
  /** Goes to its standard input. */
  input?: string;
}

/** Runs a program quietly; answers its standard output. Rejects with what it complained about. */
export function runQuiet(words: string[], options: RunOptions = {}): Promise<string> {
  const [program = '', ...rest] = words;
  return new Promise((accept, refuse) => {
    const child = spawn(program, rest, { env: { ...process.env, ...options.env }, stdio: 'pipe' });
    const out: Buffer[] = [];
    const complaint: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => complaint.push(chunk));
    child.on('error', refuse);
    child.on('close', (code, signal) => {
      const text = Buffer.concat(out).toString();
      if (code === 0) accept(text);
      else {
        const why = Buffer.concat(complaint).toString().trim() || text.trim();
        refuse(new Error(`${words.join(' ')} ended with ${code ?? signal}: ${why}`));
      }
    });
    // A program that ends before it has read everything.
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
  });
}

/** Runs a program on this terminal; answers its exit code, 128 and more for a signal as shells do. */
export function runShown(words: string[], env: Record<string, string> = {}): Promise<number> {
  const [program = '', ...rest] = words;
  return new Promise((accept, refuse) => {
    const child = spawn(program, rest, { env: { ...process.env, ...env }, stdio: 'inherit' });
    // The terminal signals the program too, and it decides.
    const ignore = () => {};
    process.on('SIGINT', ignore);
    child.on('error', refuse);
    child.on('close', (code) => {
      process.off('SIGINT', ignore);
      accept(code ?? 130);
    });
  });
}
