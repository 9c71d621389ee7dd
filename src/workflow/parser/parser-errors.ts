import { ExpressionError } from '@actions/expressions';
import type { Place, Problems } from '../problem.ts';

interface Rule {
  pattern: RegExp;
  message: (match: RegExpMatchArray) => string;
  hint: string;
  expression?: true;
}

const contextHint = 'docs/workflows.md lists which contexts and functions each place allows.';

/** The parser's messages, in words that say what to do. The first that matches counts. */
const rules: Rule[] = [
  {
    pattern: /^Unexpected value '(.*)'$/s,
    message: ([, value]) => `\`${value}\` is not expected here`,
    hint: 'Check its spelling and indentation; docs/workflows.md lists what a workflow may use.',
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

/** The schema of actions wants texts for people that GitHub's own runner does without. */
const optionalKeys = /^Required property is missing: (name|description)$/;

/** Turns one error of GitHub's parser into a problem. */
export function reportParserError(error: unknown, at: Place, problems: Problems): void {
  const text = error instanceof Error ? error.message : String(error);
  if (optionalKeys.test(text)) return;
  const rule = rules.find((candidate) => candidate.pattern.test(text));
  const match = rule === undefined ? null : text.match(rule.pattern);
  const message = rule !== undefined && match !== null ? rule.message(match) : text;
  if (rule?.expression || error instanceof ExpressionError) {
    problems.expression(at, message, rule?.hint ?? contextHint);
    return;
  }
  problems.invalid(at, message, rule?.hint ?? 'docs/workflows.md lists what a workflow may use.');
}

/** A key or value that the schema does not know at this place. */
export function reportUnexpected(name: string, at: Place, problems: Problems): void {
  reportParserError(new Error(`Unexpected value '${name}'`), at, problems);
}
