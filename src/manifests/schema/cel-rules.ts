import { isObject } from '../manifest.ts';
import type { CelRule, SchemaNode, SchemaObject } from './catalog-format.ts';
import { compileCel } from './cel-program.ts';
import { celValue } from './cel-value.ts';
import type { CheckRun } from './check-run.ts';
import type { SchemaCatalog } from './schema-catalog.ts';

interface CelWalk {
  catalog: SchemaCatalog;
  file: string;
  run: CheckRun;
  unchecked: Set<string>;
}

/**
 * Evaluates the CEL rules of a custom resource (x-kubernetes-validations) as the API server does when the object is made:
 * after defaults, without the rules about changes. Answers the rules that could not be evaluated here.
 */
export function checkCelRules(
  catalog: SchemaCatalog,
  definition: string,
  file: string,
  value: unknown,
  run: CheckRun,
): string[] {
  const walk: CelWalk = { catalog, file, run, unchecked: new Set() };
  visit(walk, `#${definition}`, value);
  return [...walk.unchecked];
}

function visit(walk: CelWalk, reference: SchemaNode, value: unknown): void {
  const node = resolveNode(walk, reference);
  if (node === undefined || value === null || value === undefined) return;
  for (const rule of node.rules ?? []) evaluate(walk, node, rule, value);
  if (Array.isArray(value) && node.list !== undefined) {
    for (const [index, item] of value.entries()) step(walk, index, node.list, item);
  } else if (isObject(value)) {
    for (const [key, child] of Object.entries(value)) {
      const schema = node.fields?.[key] ?? node.map;
      if (schema !== undefined) step(walk, key, schema, child);
    }
  }
}

function step(walk: CelWalk, key: string | number, schema: SchemaNode, value: unknown): void {
  walk.run.path.push(key);
  visit(walk, schema, value);
  walk.run.path.pop();
}

function resolveNode(walk: CelWalk, node: SchemaNode): SchemaObject | undefined {
  if (typeof node !== 'string') return node;
  if (!node.startsWith('#')) return undefined;
  const definition = walk.catalog.definition(node.slice(1), walk.file);
  // Built-in definitions have no rules of their own.
  return definition?.flavour === 'custom' ? resolveNode(walk, definition.node) : undefined;
}

function evaluate(walk: CelWalk, node: SchemaObject, rule: CelRule, value: unknown): void {
  const program = compileCel(rule.rule);
  // Rules that compare with the old object only matter to updates.
  if (/\boldSelf\b/.test(rule.rule) && !rule.optionalOldSelf) return;
  const self = celValue(node, value, (each) => resolveNode(walk, each));
  const result = program?.({ self, oldSelf: null });
  if (result === true) return;
  if (result !== false) {
    walk.unchecked.add(`the rule \`${shorten(rule.rule)}\``);
    return;
  }
  const message = messageOf(rule, self);
  walk.run.fault('cel-rule', message, `The rule is: ${shorten(rule.rule)}`, {
    below: stepsOf(rule.fieldPath),
    target: 'key',
  });
}

function messageOf(rule: CelRule, self: unknown): string {
  const made = rule.messageExpression === undefined ? undefined : compileCel(rule.messageExpression)?.({ self });
  if (typeof made === 'string' && made !== '') return made;
  return rule.message?.trim().split('\n')[0] ?? 'a rule of the resource is broken';
}

/** `.spec.name` and `.list['key']` as steps. */
function stepsOf(fieldPath: string | undefined): string[] {
  return [...(fieldPath ?? '').matchAll(/\.([\w-]+)|\['([^']+)'\]/g)].map((match) => match[1] ?? match[2] ?? '');
}

function shorten(rule: string): string {
  const line = rule.replaceAll(/\s+/g, ' ');
  return line.length > 200 ? `${line.slice(0, 197)}...` : line;
}
