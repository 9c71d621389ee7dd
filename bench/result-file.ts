import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { getPriority, loadavg } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type Machine, thisMachine } from '../src/cli/bench/figures.ts';

const folder = new URL('results/', import.meta.url);

const figureSchema = z.object({
  what: z.string(),
  value: z.number().nullable(),
  unit: z.string(),
  goal: z.union([z.object({ most: z.number() }), z.object({ least: z.number() })]).exactOptional(),
});

const resultSchema = z.object({
  name: z.string(),
  title: z.string(),
  about: z.string(),
  command: z.string(),
  /** Day of the measurement. */
  day: z.string(),
  machine: z.object({
    cores: z.number(),
    memoryGiB: z.number(),
    processor: z.string(),
    architecture: z.string(),
    kernel: z.string(),
    node: z.string(),
  }),
  /** Processes that wanted to run beside this one in the minute before (load average). */
  loadBefore: z.number(),
  /** Priority of the measured processes over others of the machine: 0 is usual, less is more (nice). */
  niceness: z.number(),
  figures: z.array(figureSchema),
  curves: z.record(z.string(), z.array(z.number())).exactOptional(),
});

/** One file of bench/results/: the newest figures of one bench. */
export type Result = z.infer<typeof resultSchema>;
export type ResultFigure = Result['figures'][number];

/** When and where a measurement begins. */
export function circumstances(): { day: string; machine: Machine; loadBefore: number; niceness: number } {
  const [load = 0] = loadavg();
  const day = new Date().toISOString().slice(0, 10);
  return { day, machine: thisMachine(), loadBefore: Math.round(load * 10) / 10, niceness: getPriority() };
}

export async function writeResult(result: Result): Promise<void> {
  await mkdir(folder, { recursive: true });
  // Curves are long lists of numbers: one line each.
  const text = JSON.stringify(result, null, 2).replace(/\[\s+([-\d.,\s]+?)\s+\]/g, (_all, list: string) => {
    return `[${list.replace(/\s+/g, ' ')}]`;
  });
  await writeFile(new URL(`${result.name}.json`, folder), `${text}\n`);
}

/** Null when that bench never ran here. */
export async function readResult(name: string): Promise<Result | null> {
  const text = await readFile(new URL(`${name}.json`, folder), 'utf8').catch(() => null);
  return text === null ? null : resultSchema.parse(JSON.parse(text), { error: () => join('bench/results', name) });
}
