import { describe, expect, it } from 'vitest';
import { dueTick } from './cron-due.ts';

const at = (text: string): number => Date.parse(`2026-03-10T${text}Z`);

describe('a schedule', () => {
  it('is not due before its time', () => {
    expect(dueTick('30 4 * * *', at('04:00:00'), at('04:29:59'))).toBeNull();
  });

  it('is due at its second and later', () => {
    expect(dueTick('30 4 * * *', at('04:00:00'), at('04:30:00'))).toBe(at('04:30:00'));
    expect(dueTick('30 4 * * *', at('04:00:00'), at('09:00:00'))).toBe(at('04:30:00'));
  });

  it('is not due again once the tick was taken', () => {
    expect(dueTick('30 4 * * *', at('04:30:00'), at('05:00:00'))).toBeNull();
    expect(dueTick('30 4 * * *', at('04:30:01'), at('05:00:00'))).toBeNull();
  });

  it('counts missed ticks as one, the newest', () => {
    expect(dueTick('*/5 * * * *', at('01:00:00'), at('02:03:00'))).toBe(at('02:00:00'));
  });

  it('is read as UTC, whatever the time zone of the machine', () => {
    expect(dueTick('0 0 10 3 *', at('00:00:00') - 1, at('00:00:00'))).toBe(at('00:00:00'));
  });

  it('that can never come is never due', () => {
    expect(dueTick('0 0 31 2 *', 0, at('00:00:00'))).toBeNull();
  });
});
