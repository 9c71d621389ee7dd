import { describe, expect, it } from 'vitest';
import { formatAge, formatClock } from './age.ts';
import { formatBytes } from './bytes.ts';
import { formatDuration } from './duration.ts';

describe('durations', () => {
  it.each([
    [-5, '0.0 s'],
    [440, '0.4 s'],
    [9_999, '9.9 s'],
    [12_700, '12 s'],
    [125_000, '2 m 05 s'],
    [3_599_999, '59 m 59 s'],
    [3_840_000, '1 h 04 m'],
  ])('%i ms reads %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});

describe('ages', () => {
  const now = Date.UTC(2026, 10, 23, 12);
  it.each([
    [now + 5_000, 'just now'],
    [now - 59_000, 'just now'],
    [now - 300_000, '5 min ago'],
    [now - 3 * 3_600_000, '3 h ago'],
    [now - 30 * 3_600_000, 'yesterday'],
    [now - 5 * 86_400_000, '5 days ago'],
    [now - 30 * 86_400_000, '2026-10-24'],
  ])('%i reads %s', (moment, text) => {
    expect(formatAge(moment, now)).toBe(text);
  });

  it('shows a log time to the millisecond', () => {
    expect(formatClock(new Date(2026, 0, 2, 3, 4, 5, 6).getTime())).toBe('03:04:05.006');
  });
});

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1536, '1.5 KiB'],
    [2048, '2 KiB'],
    [64 * 1024 * 1024, '64 MiB'],
  ])('%i bytes read %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
