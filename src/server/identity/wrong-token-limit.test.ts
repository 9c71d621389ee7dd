import { describe, expect, it } from 'vitest';
import { createWrongTokenLimit } from './wrong-token-limit.ts';

describe('the limit on wrong tokens', () => {
  it('lets thirty a minute pass and then says how long to wait, for each address by itself', () => {
    let now = 0;
    const limit = createWrongTokenLimit(() => now);
    for (let n = 0; n < 30; n += 1) expect(limit.note('a')).toBeNull();
    now = 20_000;
    expect(limit.note('a')).toBe(40);
    expect(limit.note('b')).toBeNull();
    now = 60_000;
    expect(limit.note('a')).toBeNull();
  });

  it('does not grow without end', () => {
    const limit = createWrongTokenLimit(() => 0);
    for (let n = 0; n < 31; n += 1) limit.note('first');
    for (let n = 0; n < 10_000; n += 1) limit.note(`address ${n}`);
    expect(limit.note('first')).toBeNull();
  });
});
