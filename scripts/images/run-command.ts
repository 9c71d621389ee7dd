import { type ChildProcess, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { root } from '../command.ts';

export interface RunCommandOptions {
  env?: NodeJS.ProcessEnv;
  /** Called as soon as the process is there; its standard input is open then. */
  started?(child: ChildProcess): Promise<void>;
}

const running = new Set<ChildProcess>();

/** Ends the commands that run now. */
export function stopCommands(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Runs a command line quietly. Rejects with the end of what it printed when it fails. */
export type RunWrapper = (command: string[], options?: RunCommandOptions) => Promise<void>;

export const runCommand: RunWrapper = async ([program = '', ...words], { env, started } = {}) => {
  const stdin = started ? 'pipe' : 'ignore';
  const child = spawn(program, words, { cwd: root, env: env ?? process.env, stdio: [stdin, 'pipe', 'pipe'] });
  running.add(child);
  const ended = new Promise<number>((accept, refuse) => {
    child.once('error', refuse);
    child.once('close', (code) => accept(code ?? 1));
  }).finally(() => running.delete(child));
  const printed = Promise.all([child.stdout, child.stderr].map((stream) => (stream === null ? '' : text(stream))));
  await started?.(child);
  if ((await ended) === 0) return;
  const lines = (await printed).join('\n').trim().split('\n').slice(-20);
  throw new Error(`${program} ${words[0] ?? ''} failed:\n${lines.join('\n')}`);
};
