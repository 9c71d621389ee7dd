import type { Command } from '../command.ts';

export const benchCommand: Command = {
  name: 'bench',
  summary: 'Measure this machine: push to log, claims, steps, memory',
  description:
    'Starts servers of its own on temporary data folders, measures, and removes them; a platform that runs is not ' +
    'touched, but shares the machine. Names: push, claims, steps, memory, help; without one, all. Exits 1 when a ' +
    'goal is missed. docs/benchmarks.md has figures to compare with.',
  arguments: [{ name: 'name', summary: 'What to measure', variadic: true }],
  options: [
    { flag: 'pushes', value: 'number', summary: 'Pushes to measure (at least 500 for a steady p99)', default: 50 },
  ],
  examples: [
    { line: 'raibid-cli bench', what: 'Measure everything; takes some minutes.' },
    { line: 'raibid-cli bench push --pushes 500 --json', what: 'Measure from push to log, for a program.' },
  ],
  data: true,
  load: () => import('./bench/handler.ts'),
};
