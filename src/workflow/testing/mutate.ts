/** A source of numbers from 0 up to, but not including, the limit. */
export type Dice = (limit: number) => number;

/** Pieces that upset parsers. */
const pieces = [
  '${{ ',
  ' }}',
  '${{ matrix.a }}',
  '${{ insert }}',
  "${{ fromJSON('{') }}",
  '&a ',
  '*a',
  '<<: *a',
  '!!binary x',
  '!x ',
  '? ',
  '- ',
  ': ',
  '{',
  '}',
  '[',
  ']',
  '|',
  '>-',
  '"',
  "'",
  '#',
  '%',
  '@',
  '---',
  '...',
  '\t',
  '\r\n',
  '\0',
  '\u2028',
  '\ud800',
  '\ufeff',
  'null',
  '~',
  'true',
  '.inf',
  '.nan',
  '-0',
  '1e999',
  '0o17',
  '12345678901234567890',
  '2026-01-01',
  'constructor',
  '__proto__',
  'toString',
  'hasOwnProperty',
  '$expr',
  'on:',
  'jobs:',
  'needs: [a]',
  'needs: *',
  'uses: ./x',
  'runs-on: x',
  'matrix: {}',
  'steps:',
  'if: always()',
  'container: x',
];

type Mutation = (text: string, dice: Dice, other: string) => string;

const mutations: Mutation[] = [
  (text, dice) => cut(text, dice(text.length + 1), dice(20)),
  (text, dice) => insert(text, dice(text.length + 1), pieces[dice(pieces.length)] ?? ''),
  (text, dice) => onLine(text, dice, (line) => [line, line]),
  (text, dice) => onLine(text, dice, () => []),
  (text, dice) => onLine(text, dice, (line) => [`${' '.repeat(dice(6))}${line}`]),
  (text, dice) => onLine(text, dice, (line) => [line.replace(/^ {1,4}/, '')]),
  (text, dice) => onLine(text, dice, (line) => [line.replace(/:.*$/, `: ${pieces[dice(pieces.length)]}`)]),
  (text, dice) => onLine(text, dice, (line) => [line.replace(/[\w-]+(?=:)/, pieces[dice(pieces.length)] ?? '')]),
  (text, dice, other) => onLine(text, dice, (line) => [line, lineOf(other, dice)]),
  (text, dice, other) => text.slice(0, dice(text.length + 1)) + other.slice(dice(other.length + 1)),
  (text, dice) => text.slice(0, dice(text.length + 1)),
];

/** The text with one to four random changes; `other` lends lines. */
export function mutate(text: string, other: string, dice: Dice): string {
  let mutant = text;
  for (let count = 1 + dice(4); count > 0; count--) {
    mutant = mutations[dice(mutations.length)]?.(mutant, dice, other) ?? mutant;
  }
  return mutant;
}

function cut(text: string, at: number, length: number): string {
  return text.slice(0, at) + text.slice(at + length);
}

function insert(text: string, at: number, piece: string): string {
  return text.slice(0, at) + piece + text.slice(at);
}

function onLine(text: string, dice: Dice, change: (line: string) => string[]): string {
  const lines = text.split('\n');
  const at = dice(lines.length);
  return [...lines.slice(0, at), ...change(lines[at] ?? ''), ...lines.slice(at + 1)].join('\n');
}

function lineOf(text: string, dice: Dice): string {
  const lines = text.split('\n');
  return lines[dice(lines.length)] ?? '';
}
