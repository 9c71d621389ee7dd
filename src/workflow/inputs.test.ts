import { describe, expect, it } from 'vitest';
import type { InputDefinition } from '../contract/plan.ts';
import type { JsonObject } from '../shared/json.ts';
import { resolveInputs } from './inputs.ts';

const definitions: Record<string, InputDefinition> = {
  title: { type: 'string', required: false },
  level: { type: 'choice', required: true, default: 'warning', options: ['info', 'warning'] },
  count: { type: 'number', required: false },
  dry: { type: 'boolean', required: false, default: true },
};

describe('inputs of a dispatch', () => {
  it('are filled with their defaults, or an empty value of their type', () => {
    expect(resolveInputs(definitions, {})).toEqual({ title: '', level: 'warning', count: 0, dry: true });
  });

  it('get their types from texts', () => {
    const given = { title: 5, level: 'info', count: '3', dry: 'false' };
    expect(resolveInputs(definitions, given)).toEqual({ title: '5', level: 'info', count: 3, dry: false });
  });

  it.each([
    [{ other: 'x' }, 'no input `other` (it has: title, level, count, dry)'],
    [{ level: 'fatal' }, '`level` must be one of info, warning, not "fatal"'],
    [{ count: 'many' }, '`count` must be a number, not "many"'],
    [{ dry: 'yes' }, '`dry` must be true or false, not "yes"'],
    [{ title: ['a'] }, '`title` must be a single value, not ["a"]'],
    [{ title: 'x'.repeat(70_000) }, 'longer than 65535 characters'],
  ] as [JsonObject, string][])('are refused in words: %#', (given, message) => {
    expect(() => resolveInputs(definitions, given)).toThrow(message);
  });

  it('must be given when required without a default', () => {
    const required: Record<string, InputDefinition> = { name: { type: 'string', required: true } };
    expect(() => resolveInputs(required, {})).toThrow('The input `name` is required');
    expect(() => resolveInputs(required, {})).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('inputs:') }),
    );
    expect(() => resolveInputs(required, { name: '' })).toThrow('The input `name` is required');
    expect(resolveInputs(required, { name: 'x' })).toEqual({ name: 'x' });
  });
});
