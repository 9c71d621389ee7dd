import type { SchemaNode, SchemaObject } from './catalog-format.ts';
import type { Check, CheckRun } from './check-run.ts';
import { describeType } from './describe-value.ts';
import { suggest } from './suggest.ts';

/** Checks a mapping: known keys only, required keys there, each value by its own schema. */
export function mappingCheck(
  node: SchemaObject,
  compile: (node: SchemaNode) => Check,
  scope: { partial: boolean },
  defaults: Record<string, unknown>,
): Check {
  const fields = new Map(Object.entries(node.fields ?? {}).map(([key, field]) => [key, compile(field)]));
  const others = node.map === undefined ? undefined : compile(node.map);
  const isOpen = scope.partial || node.open === true || node.embedded === true;
  // A required key that has a default is filled in before the API server looks.
  const required = (node.required ?? []).filter((key) => defaults[key] === undefined);
  return (value, run) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      if (!scope.partial) wrongType(value, run);
      return;
    }
    const object = value as Record<string, unknown>;
    for (const key in object) {
      const check = fields.get(key) ?? others;
      if (!check) {
        if (!isOpen) unknownKey(key, fields, run);
        continue;
      }
      run.path.push(key);
      check(object[key], run);
      run.path.pop();
    }
    for (const key of required) {
      if (object[key] === undefined || object[key] === null) missingKey(key, run);
    }
  };
}

function wrongType(value: unknown, run: CheckRun): void {
  run.fault('wrong-type', `must be a mapping, but is ${describeType(value)}`, 'Write keys with values below it.');
}

function unknownKey(key: string, fields: Map<string, Check>, run: CheckRun): void {
  const near = suggest(key, fields.keys());
  const known = [...fields.keys()].toSorted();
  const list = known.length <= 12 ? ` Known here: ${known.join(', ')}.` : '';
  const hint = near === undefined ? `Remove it, or move it to where it belongs.${list}` : `Did you mean "${near}"?`;
  run.fault('unknown-field', `the field "${key}" is not known here`, hint, { below: [key], target: 'key' });
}

function missingKey(key: string, run: CheckRun): void {
  run.fault('missing-field', `the field "${key}" is missing`, `Add "${key}".`, { target: 'inside' });
}
