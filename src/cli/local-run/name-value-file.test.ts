import { describe, expect, it } from 'vitest';
import { isRaibidError } from '../../shared/errors.ts';
import { parseNameValues } from './name-value-file.ts';

describe('parseNameValues', () => {
  it('reads names, values, comments and quotes', () => {
    const text = [
      '# a comment',
      '',
      'PLAIN=a value with = and # in it',
      "SINGLE='as $it is'",
      'DOUBLE="two\\nlines \\"quoted\\""',
      'export EXPORTED = spaced ',
      'EMPTY=',
      'KEY="-----BEGIN-----',
      'abc',
      '-----END-----"',
    ].join('\r\n');
    expect(parseNameValues(text, '.env')).toEqual({
      PLAIN: 'a value with = and # in it',
      SINGLE: 'as $it is',
      DOUBLE: 'two\nlines "quoted"',
      EXPORTED: 'spaced',
      EMPTY: '',
      KEY: '-----BEGIN-----\r\nabc\r\n-----END-----',
    });
  });

  it('names the line of a fault, never the value', () => {
    const error = catchError(() => parseNameValues('GOOD=1\n\nhunter2 is no pair\n', 'secrets.env'));
    expect(isRaibidError(error, 'input_invalid') && error.at).toEqual({ file: 'secrets.env', line: 3 });
    expect(String(error)).not.toContain('hunter2');
  });
});

function catchError(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}
