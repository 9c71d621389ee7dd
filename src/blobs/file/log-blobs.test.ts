import { writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LogLine } from '../../contract/log.ts';
import { openFileBlobs } from './open.ts';
import { attempt, linesFrom, numbersIn, range } from './testing/log-lines.ts';
import { filesBelow, temporaryFolder } from './testing/temporary-folder.ts';

async function openLogs() {
  const folder = temporaryFolder();
  const { logs } = await openFileBlobs(folder);
  const append = (from: number, to: number) => logs.append({ ...attempt, firstLine: from, lines: linesFrom(from, to) });
  const files = () => filesBelow(join(folder, 'logs'));
  return { folder, logs, append, files };
}

const place = `12/${attempt.jobId}/1`;

describe('logs', () => {
  it('are kept as one file a batch, named by its first line', async () => {
    const { append, files } = await openLogs();
    expect(await append(0, 3)).toEqual({ lines: 3 });
    expect(await append(3, 5)).toEqual({ lines: 2 });
    expect(files()).toEqual([`${place}/0000000000.jsonl`, `${place}/0000000003.jsonl`]);
  });

  it('keep the first chunk when lines are sent again, and say how many it has', async () => {
    const { logs, append } = await openLogs();
    await append(0, 3);
    expect(await append(0, 9)).toEqual({ lines: 3 });
    expect(await append(0, 1)).toEqual({ lines: 3 });
    expect(await numbersIn(logs, 0, 3)).toEqual([0, 1, 2]);
  });

  it('let one of several senders of the same chunk win', async () => {
    const { logs, append, files } = await openLogs();
    const answers = await Promise.all(range(1, 9).map((to) => append(0, to)));
    expect(new Set(answers.map(({ lines }) => lines)).size).toBe(1);
    expect(await numbersIn(logs, 0, answers[0]?.lines ?? 0)).toHaveLength(answers[0]?.lines ?? 0);
    expect(files()).toHaveLength(1);
  });

  it('are read by any range, from the middle of chunks too', async () => {
    const { logs, append } = await openLogs();
    for (let from = 0; from < 50; from += 5) await append(from, from + 5);
    for (const [from, to] of [
      [0, 50],
      [0, 1],
      [49, 50],
      [7, 23],
      [5, 10],
      [12, 12],
    ] as const) {
      expect(await numbersIn(logs, from, to)).toEqual(range(from, to));
    }
  });

  it('hold any text: line separators of Unicode, control characters, half surrogates, emptiness', async () => {
    const { logs } = await openLogs();
    const texts = ['', 'a\u2028b\u2029c', '\u0000\r\n\t\u001b[31mred', '\ud800', '😀'.repeat(10_000), '"\\'];
    const lines: LogLine[] = texts.map((x, s) => ({ t: 0, s, x }));
    await logs.append({ ...attempt, firstLine: 0, lines });
    const read: LogLine[] = [];
    for await (const { line } of logs.read({ ...attempt, from: 0, to: lines.length })) read.push(line);
    expect(read).toEqual(lines);
  });

  it('say which line is not there', async () => {
    const { logs, append } = await openLogs();
    await append(0, 3);
    await append(5, 7);
    await expect(numbersIn(logs, 0, 7)).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('Line 3'),
    });
    await expect(numbersIn(logs, 7, 8)).rejects.toMatchObject({ code: 'not_found' });
    await expect(numbersIn(logs, 0, 1, { ...attempt, attempt: 2 })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('do not take what a crash left unfinished for a chunk', async () => {
    const { folder, logs, append, files } = await openLogs();
    await mkdir(join(folder, 'logs', place), { recursive: true });
    writeFileSync(join(folder, 'logs', place, '.new-0123456789abcdef'), '{"t":0,"s":0,"x":"ha');
    expect(await append(0, 2)).toEqual({ lines: 2 });
    expect(await numbersIn(logs, 0, 2)).toEqual([0, 1]);
    await logs.compact(attempt);
    expect(files()).toEqual([`${place}/0000000000.jsonl`]);
  });

  it('of a run go together, and of no other run', async () => {
    const { logs, append, files } = await openLogs();
    await append(0, 1);
    const other = { jobId: '123-abcdef012345', attempt: 1 };
    await logs.append({ ...other, firstLine: 0, lines: linesFrom(0, 1) });
    await logs.deleteRun('12');
    await logs.deleteRun('12');
    expect(files()).toEqual([`123/${other.jobId}/1/0000000000.jsonl`]);
    expect(await append(0, 1)).toEqual({ lines: 1 });
  });

  it('never leave their folder, whatever the ids say', async () => {
    const { folder, logs } = await openLogs();
    for (const jobId of ['../../x-1', '/etc-1', '..', '', '1', '-1', 'a/b-1', 'a\0b-1', '.-1', 'x'.repeat(300)]) {
      const append = logs.append({ jobId, attempt: 1, firstLine: 0, lines: linesFrom(0, 1) });
      await expect(append).rejects.toMatchObject({ code: 'input_invalid' });
    }
    for (const runId of ['..', '.', '', '/', 'a/..']) {
      await expect(logs.deleteRun(runId)).rejects.toMatchObject({ code: 'input_invalid' });
    }
    for (const bad of [{ attempt: -1 }, { attempt: 1.5 }, { firstLine: -1 }, { firstLine: 0.5 }]) {
      const append = logs.append({ ...attempt, firstLine: 0, ...bad, lines: linesFrom(0, 1) });
      await expect(append).rejects.toMatchObject({ code: 'input_invalid' });
    }
    expect(filesBelow(folder)).toEqual([]);
  });
});
