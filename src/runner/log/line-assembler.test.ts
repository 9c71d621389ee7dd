import { expect, test } from 'vitest';
import { logLimits } from '../../contract/log.ts';
import { createLineAssembler, splitToLimit } from './line-assembler.ts';
import { createMasker } from './masker.ts';

function linesOf(chunks: (string | Buffer)[], secrets: string[] = []): string[] {
  const assembler = createLineAssembler(createMasker(secrets));
  const pieces = chunks.flatMap((chunk) => assembler.push(Buffer.from(chunk)));
  return [...pieces, ...assembler.end()].map((piece) => piece.text);
}

test('lines end with LF, CRLF or a lone CR, wherever the chunks are cut', () => {
  expect(linesOf(['one\ntw', 'o\r', '\nthree\rfo', 'ur\n\n', 'five'])).toEqual([
    'one',
    'two',
    'three',
    'four',
    '',
    'five',
  ]);
});

test('a character cut in two by a chunk is whole again; bytes that are no UTF-8 become U+FFFD', () => {
  const euro = Buffer.from('€');
  expect(linesOf([euro.subarray(0, 1), euro.subarray(1), '\n', Buffer.from([0xff, 0xfe, 0x41, 0x0a])])).toEqual([
    '€',
    '\ufffd\ufffdA',
  ]);
});

test('a long line comes in pieces that no secret straddles', () => {
  const before = 'x'.repeat(logLimits.lineBytes - 4);
  const pieces = linesOf([`${before}topsecret${'y'.repeat(200_000)}\nshort\n`], ['topsecret']);
  expect(pieces[0]).toBe(before);
  expect(pieces[1]?.startsWith('topsecret')).toBe(true);
  expect(pieces.at(-1)).toBe('short');
  expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(logLimits.lineBytes);
});

test('a line of 200 MB needs little memory', () => {
  const assembler = createLineAssembler(createMasker(['topsecret']));
  const chunk = Buffer.alloc(1024 * 1024, 'a');
  let bytes = 0;
  const before = process.memoryUsage().heapUsed;
  let most = 0;
  for (let count = 0; count < 200; count++) {
    for (const piece of assembler.push(chunk)) bytes += piece.text.length;
    if (count % 20 === 0) most = Math.max(most, process.memoryUsage().heapUsed - before);
  }
  for (const piece of assembler.end()) bytes += piece.text.length;
  expect(bytes).toBe(200 * 1024 * 1024);
  expect(most).toBeLessThan(100 * 1024 * 1024);
});

test('a workflow command may be longer than a line, up to 1 MiB', () => {
  const assembler = createLineAssembler(createMasker([]));
  const command = `::add-mask::${'k'.repeat(500_000)}`;
  expect(assembler.push(Buffer.from(`${command}\n`))).toEqual([{ text: command, first: true }]);
  const endless = [...assembler.push(Buffer.from(`::x${'k'.repeat(3_000_000)}`)), ...assembler.end()];
  expect(endless.length).toBeGreaterThan(40);
  expect(endless.slice(1).every((piece) => !piece.first)).toBe(true);
});

test('masked text is cut to the limit of bytes, between characters', () => {
  const pieces = splitToLimit('😀'.repeat(40_000));
  expect(pieces.join('')).toBe('😀'.repeat(40_000));
  for (const piece of pieces) expect(Buffer.byteLength(piece)).toBeLessThanOrEqual(logLimits.lineBytes);
});
