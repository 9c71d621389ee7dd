import type { Tree } from './parser/tree.ts';
import type { Problems } from './problem.ts';
import { support } from './support.ts';

/** Refuses every key of the file that the table does not support, each at its place. */
export function refuseUnsupported(tree: Tree, problems: Problems): void {
  if (tree.kind === 'sequence') {
    for (const item of tree.items) refuseUnsupported(item, problems);
  }
  if (tree.kind !== 'mapping') return;
  for (const { key, at, value } of tree.entries) {
    const known = support[tree.definition]?.[key];
    if (known === undefined || known === 'supported') {
      refuseUnsupported(value, problems);
      continue;
    }
    problems.unsupported(at, `\`${key}\` is not supported`, known.refused);
  }
}
