import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { programCommand } from '../../../src/shared/program-command.ts';

/**
 * When a command is killed: when it says this on standard error, after so many milliseconds, or when this answers, which is
 * called at its start and told when it ends by itself.
 */
export type Moment = RegExp | number | ((over: AbortSignal) => Promise<unknown>);

/**
 * Starts `raibid-cli` as a process and gives SIGKILL to it and to all that it has started, as a power cut would; answers what
 * it said. Rejects when it ended by itself before the moment came; a number of milliseconds may be too many.
 */
export async function killCommand(words: string[], env: NodeJS.ProcessEnv, moment: Moment): Promise<string> {
  const [node, file] = programCommand('raibid-cli');
  const child = spawn(node, [file, ...words], { detached: true, stdio: ['ignore', 'ignore', 'pipe'], env });
  const over = new AbortController();
  const ended = once(child, 'exit').finally(() => over.abort());
  const kill = () => {
    if (!over.signal.aborted) process.kill(-(child.pid ?? 0), 'SIGKILL');
  };
  let said = '';
  createInterface(child.stderr).on('line', (line) => {
    said += `${line}\n`;
    if (moment instanceof RegExp && moment.test(line)) kill();
  });
  const timer = typeof moment === 'number' ? setTimeout(kill, moment) : undefined;
  if (typeof moment === 'function') await moment(over.signal).then(kill, () => undefined);
  const [, signal] = await ended;
  clearTimeout(timer);
  if (signal === 'SIGKILL' || typeof moment === 'number') return said;
  throw new Error(`raibid-cli ${words.join(' ')} ended before ${moment}:\n${said}`);
}
