import { describe, expect, test } from 'vitest';
import { parseQuantity } from './quantity.ts';

describe('quantities', () => {
  test.each([
    ['1', 1],
    ['100m', 0.1],
    ['1.5Gi', 1.5 * 2 ** 30],
    ['1e3', 1000],
    ['1E', 1e18],
    ['.5', 0.5],
    ['-1', -1],
    ['+2k', 2000],
  ])('%s', (text, value) => {
    expect(parseQuantity(text)).toBe(value);
  });
  test.each(['', '1 Gi', '1GB', '1gi', 'one', '1e', '0x1', '1,5', '1MiB', 'Gi'])('%s is none', (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  });
});
