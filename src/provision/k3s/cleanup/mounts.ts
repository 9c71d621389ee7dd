import { readFile } from 'node:fs/promises';
import type { ComponentContext } from '../../context.ts';
import { runProgram } from '../../tools/run-program.ts';

type Runs = Pick<ComponentContext, 'env' | 'signal'>;

/** Unmounts what is mounted at these paths and below, the innermost first; what is busy goes when its user does. */
export async function unmountAll(prefixes: readonly string[], context: Runs): Promise<void> {
  for (const point of await mountPoints(prefixes)) await runProgram('umount', ['--lazy', point], context);
}

/** Mount points that begin with one of the prefixes, the last mounted first. */
async function mountPoints(prefixes: readonly string[]): Promise<string[]> {
  const table = await readFile('/proc/self/mounts', 'utf8');
  const points = table.split('\n').map((line) => unescaped(line.split(' ')[1] ?? ''));
  return points.filter((point) => prefixes.some((prefix) => point.startsWith(prefix))).reverse();
}

/** Spaces and the like stand there as octal numbers (proc(5)). */
function unescaped(path: string): string {
  return path.replaceAll(/\\([0-7]{3})/g, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
