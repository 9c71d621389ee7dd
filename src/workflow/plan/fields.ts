import type { Entry, Mapping, Tree } from '../parser/tree.ts';

/** The entry of a key, or undefined; a key without a value counts as absent. */
export function field(tree: Tree | undefined, key: string): Entry | undefined {
  if (tree?.kind !== 'mapping') return undefined;
  const entry = tree.entries.find((one) => !one.computed && one.key === key);
  return entry === undefined || isNull(entry.value) ? undefined : entry;
}

function isNull(tree: Tree): boolean {
  return tree.kind === 'scalar' && tree.value === null;
}

/** The fixed text of a key, or undefined when it is absent or an expression. */
export function textField(tree: Tree | undefined, key: string): string | undefined {
  const value = field(tree, key)?.value;
  return value?.kind === 'scalar' ? String(value.value) : undefined;
}

/** A list of fixed texts; one text counts as a list of one. */
export function textsOf(tree: Tree | undefined): { text: string; at: Entry['at'] }[] {
  if (tree === undefined) return [];
  if (tree.kind === 'sequence') return tree.items.flatMap(textsOf);
  return tree.kind === 'scalar' && tree.value !== null ? [{ text: String(tree.value), at: tree.at }] : [];
}

/** The mapping's entries, none for anything else. */
export function entriesOf(tree: Tree | undefined): Entry[] {
  return tree?.kind === 'mapping' ? (tree satisfies Mapping).entries.filter((entry) => !entry.computed) : [];
}
