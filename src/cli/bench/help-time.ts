import { type Figure, quantile, rounded } from './figures.ts';
import { timeProgram } from './run-program.ts';

const times = 40;

/** Milliseconds of `raibid-cli --help`, start and end of the process included. */
export async function measureHelp(
  program: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number[]> {
  const taken: number[] = [];
  while (taken.length < times) taken.push(await timeProgram([...program, '--help'], { env }));
  return taken;
}

export function helpFigures(taken: number[], what = 'raibid-cli --help'): Figure[] {
  return [
    { what: `${what}, median`, value: rounded(quantile(taken, 0.5)), unit: 'ms', goal: { most: 80 } },
    { what: `${what}, fastest`, value: rounded(quantile(taken, 0)), unit: 'ms' },
  ];
}
