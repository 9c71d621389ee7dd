import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../shared/json.ts';
import {
  evaluateBoolean,
  evaluateCondition,
  evaluateExpression,
  evaluatePositiveNumber,
  evaluateString,
  evaluateTemplate,
  type Scope,
} from './evaluate.ts';

const scope: Scope = {
  contexts: {
    github: {
      ref: 'refs/heads/main',
      event: {
        commits: [
          { id: 'a', n: 1 },
          { id: 'b', n: 2 },
        ],
        Draft: false,
      },
    },
    env: { NAME: 'upper', name: 'lower', constructor: 'mine' },
    needs: { build: { result: 'success', outputs: { list: '["x","y"]' } }, lint: { result: 'failure', outputs: {} } },
    matrix: null,
  },
  file: 'ci.yml',
};

const values: [expression: string, value: JsonValue][] = [
  ["'it''s'", "it's"],
  ["'''it''''s'' ''mine'''", "'it''s' 'mine'"],
  ["format('echo ''{0}'' ''b''', 'a')", "echo 'a' 'b'"],
  ['0xff', 255],
  ['-2.5e1', -25],
  ['null', null],
  ['true && 5', 5],
  ["'' || 'other'", 'other'],
  ['!true', false],
  ["'A' == 'a'", true],
  ["1 == '1'", true],
  ["null == ''", true],
  ["'10' > 9", true],
  ["'abc' < 'abd'", true],
  ['github.ref', 'refs/heads/main'],
  ["GitHub['REF']", 'refs/heads/main'],
  ['github.event.draft', false],
  ['github.event.commits[1].id', 'b'],
  ['github.event.commits.*.id', ['a', 'b']],
  ['github.event.commits[9].id', null],
  ['github.nothing.at.all', null],
  ['matrix.os', null],
  ['steps.a.outputs.b', null],
  ['env.NAME', 'upper'],
  ['env.name', 'lower'],
  ['env.NaMe', 'upper'],
  ['env.constructor', 'mine'],
  ['github.constructor', null],
  ["contains('Hello', 'ELL')", true],
  ['contains(fromJSON(\'["push","x"]\'), \'PUSH\')', true],
  ["contains(github.event.commits.*.id, 'b')", true],
  ["startsWith(github.ref, 'REFS/')", true],
  ["endsWith('abc', 'bc')", true],
  ["format('{0} {1} {0} {{x}}', 'a', 2)", 'a 2 a {x}'],
  ["join(github.event.commits.*.id, '-')", 'a-b'],
  ["join('one')", 'one'],
  ["join(fromJSON('[1,2]'))", '1,2'],
  ['toJSON(fromJSON(\'{"b":[1,null]}\'))', '{\n  "b": [\n    1,\n    null\n  ]\n}'],
  ['fromJSON(needs.build.outputs.list)[1]', 'y'],
  ["case(false, 'a', true, 'b', 'c')", 'b'],
  ["success('build')", true],
  ["failure('lint', 'build')", true],
  ["success('build', 'lint')", false],
];

describe('an expression', () => {
  for (const [expression, value] of values) {
    it(`${expression} is ${JSON.stringify(value)}`, () => {
      expect(evaluateExpression(expression, scope)).toEqual(value);
    });
  }

  it.each([
    ['1 +', 'Unexpected symbol'],
    ['github.', 'Unexpected'],
    ['unknown.x', "Unrecognized named-value: 'unknown'"],
    ['nothing()', "Unrecognized function: 'nothing'"],
    ['constructor(1)', "Unrecognized function: 'constructor'"],
    ['__proto__(1)', "Unrecognized function: '__proto__'"],
    ['contains(1)', 'Too few parameters'],
    ['', 'An expression was expected'],
    ["fromJSON('{')", 'fromJSON() got no JSON: {'],
    ["fromJSON('')", 'fromJSON() got an empty text'],
    ["format('{1}', 'a')", 'format() cannot fill {1}'],
    ["format('}', 'a')", 'format() cannot fill }'],
    ["hashFiles('x')", 'hashFiles() is not available here'],
    ["'a", 'Unexpected symbol'],
    [`${'('.repeat(80)}1${')'.repeat(80)}`, 'Exceeded max expression depth'],
    [`'${'x'.repeat(22_000)}'`, 'longer than 21,000 characters'],
    [Array.from({ length: 5000 }, () => '1').join('=='), 'Maximum call stack'],
  ])('%#: a wrong one is refused in words', (expression, message) => {
    try {
      evaluateExpression(expression, scope);
      expect(expression).toBe('refused');
    } catch (error) {
      expect(error).toMatchObject({ code: 'expression_invalid', message: expect.stringContaining(message) });
    }
  });

  it('names its place in the file', () => {
    expect(() => evaluateExpression({ $expr: 'fromJSON(1,2)', at: [7, 11] }, scope)).toThrow(
      expect.objectContaining({ at: { file: 'ci.yml', line: 7, column: 11 } }),
    );
  });

  it('cannot be used to fill the memory', () => {
    let bomb = "'0123456789'";
    for (let level = 0; level < 12; level++) bomb = `format('{0}{0}{0}{0}{0}{0}{0}{0}{0}{0}', ${bomb})`;
    expect(() => evaluateExpression(bomb, scope)).toThrow('The result is longer than');
    const long = `format('${'{0}'.repeat(1000)}', '${'x'.repeat(10_000)}')`;
    expect(() =>
      evaluateExpression(`join(fromJSON('${JSON.stringify(Array(2000).fill(0))}'), ${long})`, scope),
    ).toThrow('The result is longer than');
  });

  it('takes large data', () => {
    const items = Array.from({ length: 300_000 }, (_, index) => index);
    expect(evaluateExpression('github.items[299999]', { contexts: { github: { items } } })).toBe(299_999);
  });
});

describe('a value of the file', () => {
  it('has its expressions replaced, wherever they stand', () => {
    const template = { plain: 1, list: ['a', { $expr: 'github.ref' }], deep: { x: { $expr: 'github.event.draft' } } };
    expect(evaluateTemplate(template, scope)).toEqual({
      plain: 1,
      list: ['a', 'refs/heads/main'],
      deep: { x: false },
    });
  });

  it.each([
    ['null', ''],
    ['1.50', '1.5'],
    ['0.1', '0.1'],
    ['-0', '0'],
    ['true', 'true'],
    ['github.event', 'Object'],
    ['github.event.commits', 'Array'],
  ])('%s as text is "%s"', (expression, text) => {
    expect(evaluateString({ $expr: expression }, scope)).toBe(text);
  });

  it('is a boolean only when it says so', () => {
    expect(evaluateBoolean('true', scope)).toBe(true);
    expect(evaluateBoolean({ $expr: 'matrix.experimental' }, scope)).toBe(false);
    expect(() => evaluateBoolean('maybe', scope)).toThrow('Expected true or false, found "maybe"');
  });

  it('is a number above zero where one is wanted', () => {
    expect(evaluatePositiveNumber('2.5', scope)).toBe(2.5);
    for (const wrong of [0, -1, 'x', '', null])
      expect(() => evaluatePositiveNumber(wrong, scope)).toThrow('above zero');
  });
});

describe('a condition', () => {
  const good = { success: true, failure: false, cancelled: false };
  const bad = { success: false, failure: true, cancelled: false };
  const cancelled = { success: false, failure: false, cancelled: true };

  const table: [condition: string | undefined, afterSuccess: boolean, afterFailure: boolean, afterCancel: boolean][] = [
    [undefined, true, false, false],
    ['', true, false, false],
    ['true', true, false, false],
    ["github.ref == 'refs/heads/main'", true, false, false],
    ["github.ref == 'other'", false, false, false],
    ['success()', true, false, false],
    ['failure()', false, true, false],
    ['cancelled()', false, false, true],
    ['always()', true, true, true],
    ['!cancelled()', true, true, false],
    ['ALWAYS() && false', false, false, false],
    ["contains(github.ref, 'x') || failure()", false, true, false],
    ["'always()'", true, false, false],
    ["''", false, false, false],
    ['0', false, false, false],
    ['(((always())))', true, true, true],
    ["fromJSON(format('{0}', failure()))", false, true, false],
  ];
  for (const [condition, afterSuccess, afterFailure, afterCancel] of table) {
    it(`${condition ?? '(none)'}: ${afterSuccess}, after a failure ${afterFailure}, after a cancel ${afterCancel}`, () => {
      const expression = condition === undefined ? undefined : { $expr: condition };
      expect(evaluateCondition(expression, { ...scope, status: good })).toBe(afterSuccess);
      expect(evaluateCondition(expression, { ...scope, status: bad })).toBe(afterFailure);
      expect(evaluateCondition(expression, { ...scope, status: cancelled })).toBe(afterCancel);
    });
  }
});
