import { isIP } from 'node:net';
import { Environment } from '@marcbachmann/cel-js';
import { parseQuantity } from '../values/quantity.ts';
import { isCidr } from './format-checks.ts';
import { compilePattern } from './go-pattern.ts';

/** Evaluates an expression; undefined when that is not possible here. */
export type CelProgram = (variables: Record<string, unknown>) => unknown;

const programs = new Map<string, CelProgram | undefined>();
let environment: Environment | undefined;

/** Compiles an expression once; undefined when it uses something this evaluator does not know. */
export function compileCel(expression: string): CelProgram | undefined {
  if (!programs.has(expression)) programs.set(expression, compile(expression));
  return programs.get(expression);
}

function compile(expression: string): CelProgram | undefined {
  environment ??= createEnvironment();
  try {
    const program = environment.parse(rewrite(expression));
    return (variables) => {
      try {
        return program(variables);
      } catch (error) {
        // The API server takes a rule that asks for a missing field as broken.
        return error instanceof Error && /^no such key/i.test(error.message) ? false : undefined;
      }
    };
  } catch {
    return undefined;
  }
}

/**
 * The library's `matches` knows JavaScript's patterns only, and its `has` refuses an index in its argument; both have an
 * equal that it does know.
 */
function rewrite(expression: string): string {
  return expression
    .replaceAll('.matches(', '.goMatches(')
    .replaceAll(/\bhas\(((?:\w|\.|\[\d+\])*\[\d+\](?:\w|\.|\[\d+\])*)\.(\w+)\)/g, "('$2' in $1)");
}

/** The functions that Kubernetes adds to CEL, as far as published CRDs use them. */
function createEnvironment(): Environment {
  return new Environment({
    unlistedVariablesAreDyn: true,
    enableOptionalTypes: true,
    homogeneousAggregateLiterals: false,
  })
    .registerFunction('string.goMatches(string): bool', goMatches)
    .registerFunction('isURL(string): bool', (text: string) => URL.canParse(text))
    .registerFunction('isIP(string): bool', (text: string) => isIP(text) > 0)
    .registerFunction('isCIDR(string): bool', isCidr)
    .registerFunction('isQuantity(string): bool', (text: string) => parseQuantity(text) !== undefined)
    .registerFunction(
      'string.find(string): string',
      (text: string, pattern: string) => compilePattern(pattern)?.exec(text)?.[0] ?? '',
    )
    .registerFunction('list.isSorted(): bool', (list: never[]) =>
      list.every((item, index) => index === 0 || (list[index - 1] as never) <= item),
    );
}

function goMatches(text: string, pattern: string): boolean {
  const compiled = compilePattern(pattern);
  if (!compiled) throw new Error(`the pattern ${pattern} is unknown`);
  return compiled.test(text);
}
