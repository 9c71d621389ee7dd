import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { RaibidError } from '../../shared/errors.ts';

/** Runs a command whose output nobody reads, to a good end; answers how long it took in milliseconds. */
export async function timeProgram(
  [program = '', ...words]: readonly string[],
  options: { cwd?: string; env: Readonly<Record<string, string | undefined>> },
): Promise<number> {
  const start = performance.now();
  const child = spawn(program, words, { ...options, stdio: ['ignore', 'ignore', 'ignore'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new RaibidError('internal', `${program} ${words.join(' ')} ended with ${code}`);
  return performance.now() - start;
}
