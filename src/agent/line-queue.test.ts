import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogLine } from '../contract/log.ts';
import { createLineQueue, type LineQueue } from './line-queue.ts';
import { createLineSpool, type LineSpool } from './line-spool.ts';

let folder: string;
let spool: LineSpool;
let queue: LineQueue;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'raibid-spool-'));
  spool = createLineSpool(join(folder, 'spool'));
  queue = createLineQueue(spool);
});
afterEach(async () => {
  spool.close();
  await rm(folder, { recursive: true });
});

const line = (text: string): LogLine => ({ t: 1, s: 0, x: text });
const texts = (lines: LogLine[]) => lines.map(({ x }) => x);

/** Takes everything out as the shipper does, in batches of 64 KiB. */
function drain(): string[] {
  const all: string[] = [];
  while (!queue.isEmpty) {
    const batch = queue.batch(65_536);
    all.push(...texts(batch));
    queue.acknowledge(queue.firstLine + batch.length);
  }
  return all;
}

describe('the queue of log lines', () => {
  it('numbers lines and keeps them until they are acknowledged', () => {
    for (const text of ['a', 'b', 'c']) queue.push(line(text));
    expect(queue).toMatchObject({ firstLine: 0, nextLine: 3, isEmpty: false });
    expect(texts(queue.batch(1000))).toEqual(['a', 'b', 'c']);
    queue.acknowledge(2);
    expect(texts(queue.batch(1000))).toEqual(['c']);
    queue.acknowledge(3);
    expect(queue).toMatchObject({ firstLine: 3, nextLine: 3, isEmpty: true, bytes: 0 });
  });

  it('cuts batches by size, and sends a line that is larger alone', () => {
    for (const text of ['x'.repeat(500), 'y'.repeat(500), 'z'.repeat(5000)]) queue.push(line(text));
    expect(queue.batch(600)).toHaveLength(1);
    queue.acknowledge(2);
    expect(queue.batch(600)).toHaveLength(1);
  });

  it('ignores an acknowledgement that comes again', () => {
    for (const text of ['a', 'b']) queue.push(line(text));
    queue.acknowledge(2);
    queue.acknowledge(1);
    expect(queue).toMatchObject({ firstLine: 2, isEmpty: true });
  });

  it('puts what memory should not hold into the spool, and gives all of it out in order', async () => {
    const count = 20_000;
    for (let number = 0; number < count; number += 1) queue.push(line(`${number} ${'é'.repeat(500)}`));
    expect(queue.bytes).toBeLessThan(5 * 1024 * 1024);
    expect((await stat(join(folder, 'spool'))).size).toBeGreaterThan(10 * 1024 * 1024);
    const numbers = drain().map((text) => Number(text.split(' ')[0]));
    expect(numbers).toEqual(Array.from({ length: count }, (_, index) => index));
    expect((await stat(join(folder, 'spool'))).size).toBe(0);
  });

  it('goes on in order when lines come while the spool drains', () => {
    let pushed = 0;
    const push = (count: number): void => {
      for (let end = pushed + count; pushed < end; pushed += 1) queue.push(line(`${pushed} ${'x'.repeat(1000)}`));
    };
    push(8000);
    const all: string[] = [];
    while (!queue.isEmpty) {
      const batch = queue.batch(65_536);
      all.push(...texts(batch));
      queue.acknowledge(queue.firstLine + batch.length);
      if (pushed < 12_000) push(100);
    }
    expect(all.map((text) => Number(text.split(' ')[0]))).toEqual(Array.from({ length: pushed }, (_, index) => index));
  });

  it('falls back to memory when the spool cannot be written', () => {
    const broken = createLineQueue({ ...spool, isEmpty: true, append: () => refuse(), take: () => [] });
    for (let number = 0; number < 9000; number += 1) broken.push(line(`${number} ${'x'.repeat(1000)}`));
    queue = broken;
    expect(drain()).toHaveLength(9000);
  });

  it('makes no file while memory is enough', async () => {
    queue.push(line('a'));
    expect(await readdir(folder)).toEqual([]);
  });
});

function refuse(): never {
  throw new Error('ENOSPC');
}
