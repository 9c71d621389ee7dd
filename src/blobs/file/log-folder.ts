import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RaibidError } from '../../shared/errors.ts';
import { runIdOf } from '../../shared/ids.ts';
import { errorCode } from './disk-error.ts';
import { safeName } from './safe-name.ts';

/** One attempt's log. Runs come first in the path, so that a run's logs are deleted with one folder. */
export function attemptFolder(logs: string, { jobId, attempt }: { jobId: string; attempt: number }): string {
  return join(runFolder(logs, runIdOf(jobId)), safeName(jobId), String(naturalNumber(attempt)));
}

export function runFolder(logs: string, runId: string): string {
  return join(logs, safeName(runId));
}

function naturalNumber(value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new RaibidError('input_invalid', `${value} is not a whole number from 0 up.`);
}

/** Padded, so that the order of names is the order of lines: 64 MiB of empty lines need eight digits. */
export function chunkName(firstLine: number): string {
  return `${String(naturalNumber(firstLine)).padStart(10, '0')}.jsonl`;
}

/** First lines of the chunks in a folder, ascending. Temporary files have other names and are not seen. */
export async function listChunks(folder: string): Promise<number[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => /^\d{10}\.jsonl$/.test(name))
      .map((name) => Number.parseInt(name, 10))
      .sort((a, b) => a - b);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
