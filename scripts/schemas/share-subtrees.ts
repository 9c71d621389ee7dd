import { createHash } from 'node:crypto';
import type { CatalogFile, SchemaNode, SchemaObject } from '../../src/manifests/schema/catalog-format.ts';

/** Below this many characters a reference is hardly shorter than the schema itself. */
const smallestShared = 120;

/**
 * CRDs repeat whole schemas (a pod template, a secret reference) wherever they are used. Every larger subtree that
 * occurs more than once becomes a definition of its own, named after its content.
 */
export function shareSubtrees(file: CatalogFile): CatalogFile {
  const counts = new Map<string, number>();
  for (const node of Object.values(file.definitions)) countNodes(node as SchemaNode, counts);
  const shared: Record<string, SchemaNode> = {};
  const replace = (node: SchemaNode, isRoot: boolean): SchemaNode => {
    if (typeof node === 'string') return node;
    const text = JSON.stringify(node);
    const replaced = mapChildren(node, (child) => replace(child, false));
    if (isRoot || text.length < smallestShared || (counts.get(text) ?? 0) < 2) return replaced;
    const name = `shared.${createHash('sha256').update(text).digest('hex').slice(0, 10)}`;
    shared[name] = replaced;
    return `#${name}`;
  };
  const definitions = Object.fromEntries(
    Object.entries(file.definitions).map(([name, node]) => [name, replace(node as SchemaNode, true)]),
  );
  return { ...file, definitions: { ...definitions, ...shared } };
}

function countNodes(node: SchemaNode, counts: Map<string, number>): void {
  if (typeof node === 'string') return;
  const text = JSON.stringify(node);
  const count = counts.get(text) ?? 0;
  counts.set(text, count + 1);
  // What lies inside a repeated subtree is counted once: it is shared by sharing the outer one.
  if (count > 0) return;
  mapChildren(node, (child) => {
    countNodes(child, counts);
    return child;
  });
}

function mapChildren(node: SchemaObject, map: (child: SchemaNode) => SchemaNode): SchemaObject {
  const copy: SchemaObject = { ...node };
  if (node.list !== undefined) copy.list = map(node.list);
  if (node.map !== undefined) copy.map = map(node.map);
  if (node.fields) {
    copy.fields = Object.fromEntries(Object.entries(node.fields).map(([name, child]) => [name, map(child)]));
  }
  return copy;
}
