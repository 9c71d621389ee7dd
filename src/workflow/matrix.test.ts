import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../shared/json.ts';
import { expandMatrix } from './matrix.ts';

function rows(matrix: JsonValue): JsonObject[] {
  return expandMatrix(matrix).map((entry) => entry.matrix);
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

describe('a matrix', () => {
  it('makes the product of its axes; the last one turns fastest', () => {
    expect(rows({ os: ['linux', 'mac'], version: [10, 12] })).toEqual([
      { os: 'linux', version: 10 },
      { os: 'linux', version: 12 },
      { os: 'mac', version: 10 },
      { os: 'mac', version: 12 },
    ]);
  });

  it("includes as in GitHub's documented example", () => {
    const matrix = {
      fruit: ['apple', 'pear'],
      animal: ['cat', 'dog'],
      include: [
        { color: 'green' },
        { color: 'pink', animal: 'cat' },
        { fruit: 'apple', shape: 'circle' },
        { fruit: 'banana' },
        { fruit: 'banana', animal: 'cat' },
      ],
    };
    expect(rows(matrix)).toEqual([
      { fruit: 'apple', animal: 'cat', color: 'pink', shape: 'circle' },
      { fruit: 'apple', animal: 'dog', color: 'green', shape: 'circle' },
      { fruit: 'pear', animal: 'cat', color: 'pink' },
      { fruit: 'pear', animal: 'dog', color: 'green' },
      { fruit: 'banana' },
      { fruit: 'banana', animal: 'cat' },
    ]);
  });

  it('extends one combination', () => {
    const matrix = {
      os: ['windows-latest', 'ubuntu-latest'],
      node: [14, 16],
      include: [{ os: 'windows-latest', node: 16, npm: 6 }],
    };
    expect(rows(matrix)).toEqual([
      { os: 'windows-latest', node: 14 },
      { os: 'windows-latest', node: 16, npm: 6 },
      { os: 'ubuntu-latest', node: 14 },
      { os: 'ubuntu-latest', node: 16 },
    ]);
  });

  it('can be made of include alone', () => {
    expect(rows({ include: [{ site: 'production' }, { site: 'staging' }] })).toEqual([
      { site: 'production' },
      { site: 'staging' },
    ]);
  });

  it('excludes combinations by some of their values', () => {
    const matrix = {
      os: ['macos', 'windows'],
      version: [12, 14, 16],
      environment: ['staging', 'production'],
      exclude: [
        { os: 'macos', version: 12, environment: 'production' },
        { os: 'windows', version: 16 },
      ],
    };
    expect(rows(matrix)).toHaveLength(12 - 1 - 2);
  });

  it('excludes before it includes, so include can bring a combination back', () => {
    expect(rows({ a: [1, 2], exclude: [{ a: 1 }], include: [{ a: 1 }] })).toEqual([{ a: 2 }, { a: 1 }]);
  });

  it('compares objects of an axis', () => {
    const matrix = {
      image: [
        { os: 'a', arch: 'x64' },
        { os: 'b', arch: 'x64' },
      ],
      exclude: [{ image: { os: 'a' } }],
    };
    expect(rows(matrix)).toEqual([{ image: { os: 'b', arch: 'x64' } }]);
  });

  it('gives equal values the same key, whatever their order', () => {
    const [first] = expandMatrix({ a: [1], b: [2] });
    const [second] = expandMatrix({ b: [2], a: [1] });
    expect(first?.key).toBe(second?.key);
    expect(first?.key).toBe('{"a":1,"b":2}');
  });

  it('takes 256 jobs and refuses one more', () => {
    expect(rows({ a: numbers(16), b: numbers(16) })).toHaveLength(256);
    expect(() => rows({ a: numbers(16), b: numbers(16), include: [{ a: 99 }] })).toThrow(
      'The matrix makes 257 jobs; at most 256 are allowed',
    );
  });

  it('refuses millions of jobs without building them', () => {
    const axis = numbers(100);
    expect(() => rows({ a: axis, b: axis, c: axis, d: axis })).toThrow('makes 100000000 jobs');
  });

  it('counts after exclude', () => {
    const exclude = numbers(10).map((a) => ({ a }));
    expect(rows({ a: numbers(20), b: numbers(20), exclude })).toHaveLength(200);
  });

  it.each([
    ['a text', 'x', 'must be a mapping'],
    ['an axis that is no list', { a: 'x' }, 'axis `a` must be a list'],
    ['an axis without values', { a: [] }, 'axis `a` has no values'],
    ['nothing at all', {}, 'has no values'],
    ['include that is no list', { a: [1], include: { a: 1 } }, '`include` of the matrix must be a list'],
  ] as [string, JsonValue, string][])('refuses %s', (_name, matrix, message) => {
    expect(() => rows(matrix)).toThrow(message);
  });
});
