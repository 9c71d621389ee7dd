import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openFileBlobs } from './open.ts';
import { attempt, linesFrom, numbersIn, range } from './testing/log-lines.ts';
import { filesBelow, temporaryFolder } from './testing/temporary-folder.ts';

const chunks = 200;
const perChunk = 5;
const all = range(0, chunks * perChunk);

async function manyChunks() {
  const folder = temporaryFolder();
  const { logs } = await openFileBlobs(folder);
  for (let from = 0; from < all.length; from += perChunk) {
    await logs.append({ ...attempt, firstLine: from, lines: linesFrom(from, from + perChunk) });
  }
  const place = join(folder, 'logs', '12', attempt.jobId, '1');
  return { logs, place };
}

describe('compaction of a log', () => {
  it('joins many small chunks into one file and changes no line', async () => {
    const { logs, place } = await manyChunks();
    expect(filesBelow(place)).toHaveLength(chunks);
    await logs.compact(attempt);
    expect(filesBelow(place)).toEqual(['0000000000.jsonl']);
    expect(await numbersIn(logs, 0, all.length)).toEqual(all);
    expect(await numbersIn(logs, 501, 507)).toEqual(range(501, 507));
    await logs.compact(attempt);
    expect(filesBelow(place)).toEqual(['0000000000.jsonl']);
  });

  it('keeps files small enough to read from the middle', async () => {
    const folder = temporaryFolder();
    const { logs } = await openFileBlobs(folder);
    const long = { s: 0, x: 'x'.repeat(60_000) };
    for (let from = 0; from < 200; from += 20) {
      const lines = range(from, from + 20).map((t) => ({ t, ...long }));
      await logs.append({ ...attempt, firstLine: from, lines });
    }
    await logs.compact(attempt);
    expect(filesBelow(folder)).toHaveLength(4);
    expect(await numbersIn(logs, 0, 200)).toEqual(range(0, 200));
  });

  it('is not noticed by those who read meanwhile', async () => {
    const { logs } = await manyChunks();
    const slow = logs.read({ ...attempt, from: 0, to: all.length });
    const seen: number[] = [];
    for await (const { number } of slow) {
      seen.push(number);
      if (number === 7) await logs.compact(attempt);
    }
    expect(seen).toEqual(all);
    const { logs: again } = await manyChunks();
    const readers = range(0, 10).map((from) => numbersIn(again, from * 90, all.length));
    await again.compact(attempt);
    expect((await Promise.all(readers)).map((numbers) => numbers.length)).toEqual(
      range(0, 10).map((n) => all.length - n * 90),
    );
  });

  it('cut off by a crash leaves every line once, and is finished by the next call', async () => {
    const { logs, place } = await manyChunks();
    const kept = temporaryFolder();
    mkdirSync(kept, { recursive: true });
    const some = filesBelow(place).filter((_, nth) => nth % 3 === 1);
    for (const name of some) copyFileSync(join(place, name), join(kept, name));
    await logs.compact(attempt);
    for (const name of some) copyFileSync(join(kept, name), join(place, name));
    expect(await numbersIn(logs, 0, all.length)).toEqual(all);
    expect(await numbersIn(logs, 333, 700)).toEqual(range(333, 700));
    await logs.compact(attempt);
    expect(filesBelow(place)).toEqual(['0000000000.jsonl']);
    expect(await numbersIn(logs, 0, all.length)).toEqual(all);
  });

  it('of a log without lines does nothing', async () => {
    const { logs } = await openFileBlobs(temporaryFolder());
    await logs.compact(attempt);
  });
});
