import { describe, expect, it } from 'vitest';
import { createChangeFilter } from './change-filter.ts';

const event = (key: string, data: unknown) => ({ key, event: 'run', data });

describe('the filter of changes', () => {
  it('lets a thing through when it differs from what was said of it last', () => {
    const isNew = createChangeFilter();
    expect(isNew(event('a', { n: 1 }))).toBe(true);
    expect(isNew(event('a', { n: 1 }))).toBe(false);
    expect(isNew(event('b', { n: 1 }))).toBe(true);
    expect(isNew(event('a', { n: 2 }))).toBe(true);
    expect(isNew(event('a', { n: 1 }))).toBe(true);
  });

  it('forgets what it has not seen for long rather than grow', () => {
    const isNew = createChangeFilter();
    isNew(event('old', 1));
    for (let n = 0; n < 2000; n += 1) isNew(event(`thing ${n}`, 1));
    expect(isNew(event('thing 1999', 1))).toBe(false);
    expect(isNew(event('old', 1))).toBe(true);
  });
});
