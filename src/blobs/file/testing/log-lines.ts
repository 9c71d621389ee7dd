import type { LogLine } from '../../../contract/log.ts';
import type { LogBlobs } from '../../port.ts';

export const attempt = { jobId: '12-abcdef012345', attempt: 1 };

/** Lines numbered from `from` to `to` (not included), whose text says their number. */
export function linesFrom(from: number, to: number): LogLine[] {
  return Array.from({ length: to - from }, (_, nth) => ({ t: from + nth, s: 0, x: `line ${from + nth}` }));
}

/** Reads a range and answers the numbers, after checking that each line is the one of its number. */
export async function numbersIn(logs: LogBlobs, from: number, to: number, name = attempt): Promise<number[]> {
  const numbers: number[] = [];
  for await (const { number, line } of logs.read({ ...name, from, to })) {
    if (line.t !== number) throw new Error(`line ${number} says ${line.x}`);
    numbers.push(number);
  }
  return numbers;
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, nth) => from + nth);
}
