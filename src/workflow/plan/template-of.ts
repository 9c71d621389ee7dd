import type { Expression, Template, TemplateMap } from '../../contract/template.ts';
import { type AllowedNames, parseExpression } from '../expressions/parse-expression.ts';
import { shorten } from '../expressions/shorten.ts';
import type { Mapping, Tree } from '../parser/tree.ts';
import type { Place, Problems } from '../problem.ts';

/** A value of the file as the plan holds it; its expressions are checked on the way. */
export function templateOf(tree: Tree, problems: Problems): Template {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'sequence') return tree.items.map((item) => templateOf(item, problems));
  if (tree.kind === 'mapping') return membersOf(tree, problems);
  return expressionOf(tree.text, tree, problems);
}

/** A mapping whose values may hold expressions, or one expression for all of it. */
export function templateMapOf(tree: Tree, problems: Problems): TemplateMap {
  if (tree.kind === 'mapping') return membersOf(tree, problems);
  if (tree.kind === 'expression') return expressionOf(tree.text, tree, problems);
  if (tree.kind !== 'scalar' || tree.value !== null)
    problems.invalid(tree.at, 'Expected a mapping', 'Write `key: value` lines.');
  return {};
}

function membersOf(tree: Mapping, problems: Problems): { [key: string]: Template } {
  return Object.fromEntries(
    tree.entries.map(({ key, at, value, computed }) => {
      if (computed || key === '$expr') refuseKey(at, problems);
      return [key, templateOf(value, problems)];
    }),
  );
}

function refuseKey(at: Place, problems: Problems): void {
  problems.unsupported(at, 'An expression as a key is not supported', 'Write the keys out.');
}

function expressionOf(text: string, tree: Tree, problems: Problems): Expression {
  checkExpression(text, tree, problems);
  return { $expr: text, at: [...tree.at] };
}

/**
 * An `if`: text with or without `${{ }}`. Undefined for an empty one. Text around an expression would make the
 * condition a text, which is always true: that is refused, since nobody means it.
 */
export function conditionOf(tree: Tree, problems: Problems): Expression | undefined {
  if (tree.kind === 'expression' && tree.alone === null) {
    problems.expression(
      tree.at,
      'The condition mixes text with `${{ }}`, so it would always be true',
      'Put the whole condition inside one `${{ }}`, or leave `${{ }}` out.',
    );
    return undefined;
  }
  const text = conditionText(tree);
  return text === '' ? undefined : expressionOf(text, tree, problems);
}

function conditionText(tree: Tree): string {
  if (tree.kind === 'expression') return tree.alone ?? '';
  const text = tree.kind === 'scalar' && tree.value !== null ? String(tree.value).trim() : '';
  // An expression that could not be read stays text, and has been reported already.
  return text.includes('${{') ? '' : text;
}

function checkExpression(text: string, tree: Tree, problems: Problems): void {
  try {
    parseExpression(text, allowedNames(tree.allowed));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    problems.expression(tree.at, `${message} (in \`${shorten(text)}\`)`, allowedHint(tree.allowed));
  }
}

function allowedHint(allowed: readonly string[]): string {
  const { contexts, functions } = allowedNames(allowed);
  const names = [...contexts, ...functions.map((one) => `${one.name}()`)];
  return `This place allows ${names.join(', ')} and the built-in functions.`;
}

const functionPattern = /^(\w+)\((\d+),(\d+|MAX)\)$/;

/** The schema's list, such as `github` and `hashFiles(1,255)`. */
function allowedNames(allowed: readonly string[]): AllowedNames {
  const functions = allowed.flatMap((item) => {
    const [, name, min, max] = item.match(functionPattern) ?? [];
    if (name === undefined) return [];
    return [{ name, minArgs: Number(min), maxArgs: max === 'MAX' ? 255 : Number(max) }];
  });
  return { contexts: allowed.filter((item) => !functionPattern.test(item)), functions };
}
