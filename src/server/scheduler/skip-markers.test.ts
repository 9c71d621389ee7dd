import { describe, expect, it } from 'vitest';
import { asksToSkip } from './skip-markers.ts';

describe('a commit', () => {
  it.each([
    'Fix [skip ci]',
    '[CI SKIP] fix',
    'Fix\n\nLong text [no ci] goes on',
    'Fix [skip actions]',
    'Fix [actions skip]',
    'Fix\n\n\nskip-checks: true',
    'Fix\n\nskip-checks:true\n',
    'Fix\r\n\r\nSigned-off-by: Ada\r\nSkip-Checks: true\r\n',
  ])('asks for no runs with %j', (message) => expect(asksToSkip(message)).toBe(true));

  it.each([
    'Fix',
    'Skip ci',
    '[skip] ci',
    'skip-checks: true',
    'Fix\n\nskip-checks: true\n\nis how to say it',
    'Fix\n\nskip-checks: false',
    'Fix\n\nsee skip-checks: true',
  ])('gets its runs with %j', (message) => expect(asksToSkip(message)).toBe(false));

  it('is read fast however long its message is', () => {
    expect(asksToSkip(`${'\n \na'.repeat(50_000)}\n${' '.repeat(100_000)}`)).toBe(false);
  });
});
