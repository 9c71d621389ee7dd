import { expect, it } from 'vitest';
import { firstValues } from './input-values.ts';

it('begins a form with the defaults, as its fields show them', () => {
  expect(
    firstValues({
      word: { type: 'string', required: true },
      count: { type: 'number', required: false, default: 3 },
      level: { type: 'choice', required: false, default: 'low', options: ['low', 'high'] },
      really: { type: 'boolean', required: false },
      always: { type: 'boolean', required: false, default: true },
      quoted: { type: 'boolean', required: false, default: 'true' },
    }),
  ).toEqual({ word: '', count: '3', level: 'low', really: false, always: true, quoted: true });
});
