import { Lexer, Parser } from '@actions/expressions';
import type { Expr } from '@actions/expressions/ast';
import { Binary, FunctionCall, Grouping, IndexAccess, Logical, Unary } from '@actions/expressions/ast';
import type { FunctionInfo } from '@actions/expressions/funcs/info';
import { TokenType } from '@actions/expressions/lexer';

/** All contexts of the language; which of them a place allows is checked when the file is parsed. */
const contextNames = [
  'github',
  'env',
  'vars',
  'job',
  'jobs',
  'steps',
  'runner',
  'secrets',
  'strategy',
  'matrix',
  'needs',
  'inputs',
] as const;

const builtInFunctions = ['case', 'contains', 'endswith', 'format', 'fromjson', 'join', 'startswith', 'tojson'];

const statusNames = ['always', 'success', 'failure', 'cancelled'];

/** Functions beside the built-in ones. `success('a')` with job names is allowed at job level. */
const extensionFunctions: FunctionInfo[] = [
  { name: 'always', minArgs: 0, maxArgs: 0 },
  { name: 'cancelled', minArgs: 0, maxArgs: 0 },
  { name: 'success', minArgs: 0, maxArgs: 255 },
  { name: 'failure', minArgs: 0, maxArgs: 255 },
  { name: 'hashFiles', minArgs: 1, maxArgs: 255 },
];

export interface AllowedNames {
  contexts: readonly string[];
  functions: readonly FunctionInfo[];
}

const everything: AllowedNames = { contexts: contextNames, functions: extensionFunctions };

/**
 * Parses the text between `${{` and `}}`. Throws a plain `Error` with a message for people when it is not an
 * expression, or when it names a context or function that `allowed` does not hold.
 */
export function parseExpression(text: string, allowed: AllowedNames = everything): Expr {
  if (text.trim() === '') throw new Error('An expression was expected');
  const tokens = lex(text);
  refuseUnknownFunctions(tokens, allowed);
  return new Parser(tokens, [...allowed.contexts], [...allowed.functions]).parse();
}

function lex(text: string): ReturnType<Lexer['lex']>['tokens'] {
  try {
    const { tokens } = new Lexer(text).lex();
    // The library (0.3.61) takes the doubling of the first quote in a text back and leaves the others.
    for (const token of tokens) if (token.type === TokenType.STRING) token.value = unquoted(token.lexeme);
    return tokens;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(message === 'ErrorExceededMaxLength' ? 'The expression is longer than 21,000 characters' : message);
  }
}

/** `'it''s'` means `it's`. */
function unquoted(lexeme: string): string {
  return lexeme.slice(1, -1).replaceAll("''", "'");
}

/** The library looks functions up in a plain object, where `constructor(...)` is found and crashes it later. */
function refuseUnknownFunctions(tokens: ReturnType<typeof lex>, allowed: AllowedNames): void {
  const known = new Set([...builtInFunctions, ...allowed.functions.map((one) => one.name.toLowerCase())]);
  tokens.forEach((token, index) => {
    const called = token.type === TokenType.IDENTIFIER && tokens[index + 1]?.type === TokenType.LEFT_PAREN;
    const member = tokens[index - 1]?.type === TokenType.DOT;
    if (called && !member && !known.has(token.lexeme.toLowerCase())) {
      throw new Error(`Unrecognized function: '${token.lexeme}'`);
    }
  });
}

const cache = new Map<string, Expr>();
const cacheSize = 2000;

/** `parseExpression` with all names allowed, remembering the newest expressions: a job evaluates the same ones often. */
export function parseCached(text: string): Expr {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const parsed = parseExpression(text);
  if (cache.size >= cacheSize) cache.clear();
  cache.set(text, parsed);
  return parsed;
}

/** True when the expression calls `always`, `success`, `failure` or `cancelled` anywhere. */
export function namesStatusFunction(expression: Expr): boolean {
  if (expression instanceof FunctionCall) {
    return (
      statusNames.includes(expression.functionName.lexeme.toLowerCase()) || expression.args.some(namesStatusFunction)
    );
  }
  return childrenOf(expression).some(namesStatusFunction);
}

function childrenOf(expression: Expr): Expr[] {
  if (expression instanceof Binary) return [expression.left, expression.right];
  if (expression instanceof Unary) return [expression.expr];
  if (expression instanceof Logical) return expression.args;
  if (expression instanceof Grouping) return [expression.group];
  if (expression instanceof IndexAccess) return [expression.expr, expression.index];
  return [];
}
