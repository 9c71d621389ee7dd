import { expect, it } from 'vitest';
import { sizeText } from './size-text.ts';
import { ageText, durationText } from './time-text.ts';

it.each([
  [0, '0 ms'],
  [340.4, '340 ms'],
  [4249, '4.2 s'],
  [59_000, '59 s'],
  [65_000, '1 m 05 s'],
  [7_380_000, '2 h 03 m'],
])('%d ms is %s', (milliseconds, text) => expect(durationText(milliseconds)).toBe(text));

it.each([
  [3_000, 'now'],
  [30_000, '30 s ago'],
  [300_000, '5 min ago'],
  [7_200_000, '2 h ago'],
  [200_000_000, '2 d ago'],
])('%d ms back is %s', (age, text) => expect(ageText(1_000_000_000 - age, 1_000_000_000)).toBe(text));

it.each([
  [0, '0 B'],
  [812, '812 B'],
  [1024, '1.0 KiB'],
  [1_468_006, '1.4 MiB'],
])('%d bytes are %s', (bytes, text) => expect(sizeText(bytes)).toBe(text));
