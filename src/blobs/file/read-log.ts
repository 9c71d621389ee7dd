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
  let next = range.from;
  while (next < range.to) {
    const before = next;
    for (const first of chunksFrom(await listChunks(folder), next)) {
      for (const text of await linesFrom(folder, first, next)) {
        yield { number: next, line: parseLine(text) };
        next += 1;
        if (next >= range.to) return;
      }
    }
    // Nothing in a fresh listing: the line is not there. Otherwise look again, the chunks may have been joined.
    if (next === before) throw missingLine(range, next);
  }
}

/** The chunk that holds the line, and those after it. */
function chunksFrom(chunks: number[], line: number): number[] {
  const holder = chunks.findLastIndex((first) => first <= line);
  return chunks.slice(Math.max(0, holder));
}

/** The lines of a chunk from `next` on. None when the chunk starts later, or was joined to another since the listing. */
async function linesFrom(folder: string, first: number, next: number): Promise<Iterable<string>> {
  if (first > next) return [];
  try {
    return linesAfter(await readFile(join(folder, chunkName(first))), next - first);
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
