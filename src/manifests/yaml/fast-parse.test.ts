import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { JsonValue } from '../../shared/json.ts';
import { parseFast } from './fast-parse.ts';
import { parsePositioned } from './parse-positioned.ts';

function parseFull(text: string): { values: JsonValue[]; problems: number } {
  const documents = parsePositioned(text);
  return {
    values: documents.map((document) => document.value),
    problems: documents.reduce((sum, document) => sum + document.problems.length, 0),
  };
}

/** The fast parser may leave a text to the full one, but may never read it differently. */
function expectAgreement(text: string): void {
  const fast = parseFast(text);
  if (!fast) return;
  const { values, problems } = parseFull(text);
  expect({ text, problems, count: values.length > 1 }).toEqual({ text, problems: 0, count: false });
  expect(fast.value).toEqual(values[0] ?? null);
}

const manifest = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings # the name
  labels: {app: web, "tier": front}
data:
  plain: some text
  quoted: 'it''s'
  escaped: "a\\tb"
  block: |
    first
      second

    third
  folded: >-
    one
    two

    three
long: some text
  that goes on

  'further' no
  - more
wide: "some \\"text

   that goes " # on
narrow: 'some
  text '
flow: [one, # first
  {a: b,
   c: "d
     e"},
  ]
ranges: [fc00::/7, 10.0.0.0/8, /healthz*]
range: ::/0
list:
- a
- of several
  lines
- "of several
  lines"
- b: 1
  c: [1, two, "three"]
-
  - nested
  - deeper
anchored: &limits # of all
  cpu: 1
again: *limits
listed: &list
- &one 1
- &text |
  more
items: [a]
aliases:
  - *one
  - *list # twice
  - &flow {a: b}
  - *flow
empty:
`;

describe('the fast parser', () => {
  test('reads what people write by hand', () => {
    expect(parseFast(manifest)?.value).toEqual(parseFull(manifest).values[0]);
    expect(parseFast(manifest)?.value).toMatchObject({
      data: { block: 'first\n  second\n\nthird\n', folded: 'one two\nthree' },
    });
  });

  test.each([
    ['a second anchor of a name', 'a: &x 1\nb: &x 2\n'],
    ['an alias inside of what has an anchor', 'a: &x [1]\nb: &y\n  - *x\n'],
    ['two names of a value', '- &x &y 1\n'],
    ['an alias of nothing', 'a: *x\n'],
    ['the anchor of a key', '- &x a: 1\n'],
    ['tags', 'a: !!str 1\n'],
    ['duplicate keys', 'a: 1\na: 2\n'],
    ['tabs', 'a:\n\tb: 1\n'],
    ['escaped ends of lines', 'a: "one\\\n  two"\n'],
    ['texts that go on too far left', 'a:\n  b: "one\n  two"\n'],
    ['merges', '<<: {a: 1}\n'],
    ['keys that are no text', '1: a\n'],
    ['a colon inside a value', 'a: b: c\n'],
    ['broken quotes', 'a: "b\n'],
    ['__proto__', '__proto__: 1\n'],
  ])('leaves %s to the full parser', (_what, text) => {
    expect(parseFast(text)).toBeUndefined();
  });

  test('agrees with the full parser on generated values', () => {
    const scalar = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom(
        'yes',
        'no',
        'on',
        '~',
        'null',
        '0777',
        '0o17',
        '1_000',
        '1e3',
        '.5',
        '2001-01-01',
        '- x',
        'a: b',
        '#x',
        ' x',
        'x #y',
        '"',
        "'",
        '|',
        '>',
        '{',
        '[',
        '*a',
        '&b',
        '!c',
        '%',
        '@',
        '`',
        '?',
        ':',
        '-',
        '<<',
        '=',
        'true',
        '0x1F',
        '1:30',
      ),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
    );
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        scalar,
        fc.array(tie('node'), { maxLength: 4 }),
        fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), tie('node'), { maxKeys: 4 }),
      ),
    })).node;
    fc.assert(
      fc.property(value, (each) => expectAgreement(stringify(each))),
      { numRuns: 1500 },
    );
  });

  test('agrees with the full parser on mangled manifests', () => {
    const lines = manifest.split('\n');
    const pieces = [
      ' ',
      '  ',
      '-',
      '- ',
      ':',
      ': ',
      '#',
      ' #',
      '"',
      "'",
      '|',
      '>',
      '{',
      '}',
      '[',
      ']',
      ',',
      '\n',
      '&a',
      '*a',
      '~',
      'x',
      '0',
      '\\',
      '---',
      '...',
      '?',
      '!',
    ];
    const change = fc.record({ at: fc.nat(manifest.length), cut: fc.nat(4), put: fc.constantFrom(...pieces) });
    const text = fc.oneof(
      fc
        .array(change, { minLength: 1, maxLength: 3 })
        .map((changes) =>
          changes.reduce((all, { at, cut, put }) => all.slice(0, at) + put + all.slice(at + cut), manifest),
        ),
      fc.shuffledSubarray(lines).map((some) => some.join('\n')),
      fc.array(fc.constantFrom(...pieces, 'key', 'value'), { maxLength: 30 }).map((some) => some.join('')),
    );
    fc.assert(
      fc.property(text, (each) => {
        if (!/^(---|\.\.\.)/m.test(each)) expectAgreement(each);
      }),
      { numRuns: 4000 },
    );
  });
});
