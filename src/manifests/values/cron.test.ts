import { describe, expect, test } from 'vitest';
import { cronProblem } from './cron.ts';

describe('schedules', () => {
  test.each(['* * * * *', '*/5 0-6,8 1,15 JAN-MAR mon', '@daily', '@every 1h30m', '0 0 ? * ?', '5/15 * * * *'])(
    '%s',
    (text) => {
      expect(cronProblem(text)).toBeUndefined();
    },
  );
  test.each([
    '',
    '* * * *',
    '* * * * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * * 13 *',
    '* * * * 7',
    '@often',
    '*/0 * * * *',
    'TZ=UTC * * * * *',
    '5-1 * * * *',
    '@every soon',
  ])('"%s" is none', (text) => {
    expect(cronProblem(text)).not.toBeUndefined();
  });
});
