import { arch, cpus, release, totalmem } from 'node:os';

/** One measured number. */
export interface Figure {
  what: string;
  value: number;
  unit: string;
  /** Where the goal of docs/benchmarks.md lies: at most, or at least, this value. */
  goal?: { most: number } | { least: number };
}

/** What the machine is, as far as figures depend on it. Never its name. */
export interface Machine {
  cores: number;
  memoryGiB: number;
  processor: string;
  architecture: string;
  kernel: string;
  node: string;
}

export function thisMachine(): Machine {
  return {
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    architecture: arch(),
    kernel: release(),
    node: process.versions.node,
  };
}

/** The value that this share (0 to 1) of the numbers does not exceed, by the nearest rank. NaN for no numbers. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

/** Three significant digits are all that a busy machine can promise. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

/** True when the figure has no goal or reaches it. */
export function reachesGoal({ value, goal }: Figure): boolean {
  if (goal === undefined) return true;
  return 'most' in goal ? value <= goal.most : value >= goal.least;
}

/** The goal in words, empty without one. */
export function goalText({ goal, unit }: Figure): string {
  if (goal === undefined) return '';
  return 'most' in goal ? `< ${goal.most} ${unit}` : `>= ${goal.least} ${unit}`;
}
