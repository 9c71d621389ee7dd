import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogLine } from '../../contract/log.ts';
import { RaibidError } from '../../shared/errors.ts';
import { linesAfter } from './chunk-lines.ts';
import { errorCode } from './disk-error.ts';
import { attemptFolder, chunkName, listChunks } from './log-folder.ts';

export interface LogRange {
  jobId: string;
  attempt: number;
  from: number;
  to: number;
}

export interface NumberedLine {
  number: number;
  line: LogLine;
}

/**
 * Streams the lines of a range, one chunk in memory at a time. Only the number of the next line counts, not the layout of
 * the files: chunks may overlap (a compaction that was cut off) or be joined while they are read, and every line still
 * comes once.
 */
export async function* readLog(logs: string, range: LogRange): AsyncGenerator<NumberedLine> {
  const folder = attemptFolder(logs, range);
  let chunks: number[] = [];
  let isFresh = false;
  let next = range.from;
  while (next < range.to) {
    const lines = await linesAt(folder, chunks, next);
    if (lines === null) {
      // Nobody has written it, or the chunks were joined since they were listed: then they are listed again.
      if (isFresh) throw missingLine(range, next);
      chunks = await listChunks(folder);
      isFresh = true;
      continue;
    }
    isFresh = false;
    for (const text of lines) {
      yield { number: next, line: parseLine(text) };
      next += 1;
      if (next >= range.to) return;
    }
  }
}

/**
 * The lines from `next` to the end of the chunk that holds it; null when no chunk does. The nearest chunk before the line
 * need not be the one: a cut-off compaction leaves small chunks behind a large one that covers them.
 */
async function linesAt(folder: string, chunks: number[], next: number): Promise<string[] | null> {
  for (let nth = chunks.findLastIndex((first) => first <= next); nth >= 0; nth -= 1) {
    const lines = await linesFrom(folder, chunks[nth] ?? 0, next);
    if (lines.length > 0) return lines;
  }
  return null;
}

/** None when the chunk ends before `next`, or was joined to another since the listing. */
async function linesFrom(folder: string, first: number, next: number): Promise<string[]> {
  try {
    return [...linesAfter(await readFile(join(folder, chunkName(first))), next - first)];
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Chunks are whole and were checked on their way in, so a line is not checked again here. */
function parseLine(text: string): LogLine {
  const line: unknown = JSON.parse(text);
  return line as LogLine;
}

function missingLine({ jobId, attempt }: LogRange, line: number): RaibidError {
  return new RaibidError('not_found', `Line ${line} of the log of job ${jobId}, attempt ${attempt}, is not there.`);
}
