import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { programCommand } from '../../../src/shared/program-command.ts';
import { until } from '../../support/until.ts';

/** When a command is killed: after it says this on standard error, after so many milliseconds, or as soon as this is so. */
export type Moment = RegExp | number | (() => Promise<boolean>);

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
  if (typeof moment === 'function')
    await until('the moment', async () => over.signal.aborted || moment(), 120).then(kill);
  const [, signal] = await ended;
  clearTimeout(timer);
  if (signal === 'SIGKILL' || typeof moment === 'number') return said;
  throw new Error(`raibid-cli ${words.join(' ')} ended before ${moment}:\n${said}`);
}
