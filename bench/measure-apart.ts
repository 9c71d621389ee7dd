import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Figure } from '../src/cli/bench/figures.ts';

const figureSchema = z.object({
  what: z.string(),
  value: z.number(),
  unit: z.string(),
  goal: z.union([z.object({ most: z.number() }), z.object({ least: z.number() })]).exactOptional(),
});

/** Runs a bench in a process of its own, with `--json`; answers the figures that it prints. */
export async function measureApart(program: URL, env: Readonly<Record<string, string | undefined>>): Promise<Figure[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(program), '--json'], { env });
  return z.array(figureSchema).parse(JSON.parse(stdout));
}
