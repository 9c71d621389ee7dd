import { ExpressionError } from '@actions/expressions';
import type { Place, Problems } from '../problem.ts';
import { nearestKey } from './nearest-key.ts';

interface Rule {
  pattern: RegExp;
  message: (match: RegExpMatchArray) => string;
  hint: string | ((match: RegExpMatchArray) => string);
  expression?: true;
}

const usualHint = 'Check spelling and indentation; docs/workflows.md lists what a workflow may use.';
const missingHint = 'Give the key a value, or remove it.';
const contextHint = 'docs/workflows.md lists which contexts and functions each place allows.';

/** The parser's messages, in words that say what to do. The first that matches counts. */
const rules: Rule[] = [
  {
    pattern: /^Unexpected value '(.*)'$/s,
    message: ([, value]) => (value === '' ? 'A value is missing here' : `\`${value}\` is not expected here`),
    hint: ([, value = '']) => (value === '' ? missingHint : unexpectedHint(value)),
  },
  {
    pattern: /^Required property is missing: (.*)$/,
    message: ([, key]) => `The key \`${key}\` is missing`,
    hint: 'Add it.',
  },
  {
    pattern: /^There's not enough info/,
    message: () => 'It is not clear what this should be',
    hint: 'A step needs `run` or `uses`, a job needs `runs-on` and `steps`.',
  },
  {
    pattern: /^'(.*)' is already defined$/s,
    message: ([, key]) => `The key \`${key}\` stands here twice`,
    hint: 'Remove one of the two; upper and lower case do not matter.',
  },
  {
    pattern: /^A (sequence|mapping) was not expected$/,
    message: ([, kind]) => `A ${kind === 'sequence' ? 'list' : 'mapping'} is not expected here`,
    hint: 'Check the indentation and the form of the value.',
  },
  {
    pattern: /^The expression is not closed/,
    message: () => 'The expression is not closed: `}}` is missing',
    hint: 'Add `}}`, or write the text without `${{`.',
    expression: true,
  },
  {
    pattern: /^A template expression is not allowed in this context/,
    message: () => 'An expression is not allowed here',
    hint: 'Write a fixed value.',
    expression: true,
  },
  {
    pattern: /^An expression was expected/,
    message: () => 'The expression is empty',
    hint: 'Write something between `${{` and `}}`.',
    expression: true,
  },
  {
    pattern: /^The directive|parameter\(s\) were expected following the directive/,
    message: () => '`insert` is not allowed here',
    hint: 'Write the values out.',
    expression: true,
  },
  {
    pattern: /^ErrorExceededMaxLength$/,
    message: () => 'The expression is longer than 21,000 characters',
    hint: 'Split it.',
    expression: true,
  },
  { pattern: /^Unexpected symbol: .*/s, message: ([all]) => all, hint: contextHint, expression: true },
];

/** An expression that could not be read stays text, and then is no number or boolean either: one report is enough. */
const brokenExpression = /^Unexpected value '.*\$\{\{/s;

function unexpectedHint(value: string): string {
  const nearest = nearestKey(value);
  return nearest === undefined || nearest === value ? usualHint : `Did you mean \`${nearest}\`?`;
}

/** The schema of actions wants texts for people that GitHub's own runner does without. */
const optionalKeys = /^Required property is missing: (name|description)$/;

/** Turns one error of GitHub's parser into a problem. */
export function reportParserError(error: unknown, at: Place, problems: Problems): void {
  const text = error instanceof Error ? error.message : String(error);
  if (optionalKeys.test(text) || (brokenExpression.test(text) && !problems.empty)) return;
  const known = explain(text);
  if (known?.expression || error instanceof ExpressionError) {
    problems.expression(at, known?.message ?? text, known?.hint ?? contextHint);
    return;
  }
  problems.invalid(at, known?.message ?? text, known?.hint ?? usualHint);
}

function explain(text: string): { message: string; hint: string; expression: boolean } | null {
  for (const { pattern, message, hint, expression = false } of rules) {
    const match = text.match(pattern);
    if (match !== null)
      return { message: message(match), hint: typeof hint === 'string' ? hint : hint(match), expression };
  }
  return null;
}

/** A key or value that the schema does not know at this place. */
export function reportUnexpected(name: string, at: Place, problems: Problems): void {
  reportParserError(new Error(`Unexpected value '${name}'`), at, problems);
}
