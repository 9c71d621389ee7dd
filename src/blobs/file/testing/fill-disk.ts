/** Fills the disk below a folder with logs and files, and prints what each refusal was and what is left. */
import { Readable } from 'node:stream';
import { isRaibidError } from '../../../shared/errors.ts';
import { openFileBlobs } from '../open.ts';
import { attempt, linesFrom, numbersIn } from './log-lines.ts';

const blobs = await openFileBlobs(process.argv[2] ?? '');
const codeOf = (error: unknown): string => (isRaibidError(error) ? error.code : String(error));

await blobs.artifacts.write('first', Readable.from([Buffer.alloc(100_000)]), 1e9);
const file = await blobs.artifacts.write('huge', Readable.from([Buffer.alloc(2_000_000)]), 1e9).catch(codeOf);
const missing = await blobs.artifacts.read('huge').catch(codeOf);

let lines = 0;
let log = '';
while (log === '') {
  const batch = linesFrom(lines, lines + 500);
  const chunk = { ...attempt, firstLine: lines, lines: batch };
  await blobs.logs.append(chunk).then(
    (answer) => {
      lines += answer.lines;
    },
    (error: unknown) => {
      log = codeOf(error);
    },
  );
}
const readable = (await numbersIn(blobs.logs, 0, lines)).length === lines;
await blobs.artifacts.delete('first');
const again = await blobs.logs.append({ ...attempt, firstLine: lines, lines: linesFrom(lines, lines + 500) });
console.log(JSON.stringify({ file, missing, log, readable, again }));
