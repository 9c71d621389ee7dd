import type { SchemaObject } from './catalog-format.ts';
import type { Check, CheckRun } from './check-run.ts';
import { describeType } from './describe-value.ts';
import type { Flavour } from './schema-catalog.ts';

/** Checks a list, item by item. Of custom resources the API server also refuses items that are there twice. */
export function listCheck(node: SchemaObject, item: Check, flavour: Flavour): Check {
  const keys = flavour === 'custom' ? node.listKeys : undefined;
  const isSet = flavour === 'custom' && node.set === true;
  return (value, run) => {
    if (!Array.isArray(value)) {
      run.fault('wrong-type', `must be a list, but is ${describeType(value)}`, 'Write each item on a line with "- ".');
      return;
    }
    for (let index = 0; index < value.length; index++) {
      run.path.push(index);
      if (value[index] === null)
        run.fault('wrong-type', 'the list item is empty', 'Remove the "-", or write the item.');
      else item(value[index], run);
      run.path.pop();
    }
    if (keys) findDuplicates(value, (each) => keyOf(each, keys), run);
    if (isSet) findDuplicates(value, (each) => JSON.stringify(each), run);
  };
}

function keyOf(item: unknown, keys: string[]): string {
  const object = typeof item === 'object' && item !== null ? (item as Record<string, unknown>) : {};
  return JSON.stringify(keys.map((key) => object[key] ?? null));
}

function findDuplicates(list: unknown[], keyOfItem: (item: unknown) => string, run: CheckRun): void {
  const seen = new Set<string>();
  for (const [index, item] of list.entries()) {
    const key = keyOfItem(item);
    if (seen.has(key)) {
      const hint = 'Remove one of the two, or give it another name.';
      run.fault('duplicate-item', `the list has the item ${key} twice`, hint, { below: [index], target: 'value' });
    }
    seen.add(key);
  }
}
