import { expect, test } from 'vitest';
import { fewRandomBytes } from './random-bytes.ts';

test('random bytes are never given out twice, and never left out', () => {
  const drawn = Array.from({ length: 5000 }, (_, nth) => fewRandomBytes(8 + (nth % 57)));
  expect(new Set(drawn.map((bytes) => bytes.toString('hex'))).size).toBe(drawn.length);
  expect(drawn.map((bytes) => bytes.length)).toEqual(drawn.map((_, nth) => 8 + (nth % 57)));
});

test('what was given out does not change when more is drawn', () => {
  const first = fewRandomBytes(32);
  const copy = first.toString('hex');
  for (let draw = 0; draw < 500; draw++) fewRandomBytes(32);
  expect(first.toString('hex')).toBe(copy);
});

test('each value of a byte comes about as often as the others', () => {
  const counts = new Array<number>(256).fill(0);
  for (let draw = 0; draw < 2000; draw++)
    for (const byte of fewRandomBytes(256)) counts[byte] = (counts[byte] ?? 0) + 1;
  // 2,000 each; six standard deviations are 268.
  expect(Math.min(...counts)).toBeGreaterThan(1700);
  expect(Math.max(...counts)).toBeLessThan(2300);
});
