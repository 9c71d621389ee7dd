/** Appends to a log until it is killed, and tells each line number that was acknowledged. */
import { writeSync } from 'node:fs';
import { openFileBlobs } from '../open.ts';
import { attempt, linesFrom } from './log-lines.ts';

const { logs } = await openFileBlobs(process.argv[2] ?? '');
let next = Number(process.argv[3]);
for (;;) {
  const size = 1 + (next % 300);
  const { lines } = await logs.append({ ...attempt, firstLine: next, lines: linesFrom(next, next + size) });
  next += lines;
  writeSync(1, `${next}\n`);
}
