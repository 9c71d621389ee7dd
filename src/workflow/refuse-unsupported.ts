import type { Tree } from './parser/tree.ts';
import { field, textsOf } from './plan/fields.ts';
import type { Place, Problems } from './problem.ts';
import { type Support, supportOf } from './support.ts';

/** Refuses every key and event of the file that the table does not support, and warns of those without effect, each at its place. */
export function refuseUnsupported(tree: Tree, problems: Problems): void {
  refuseKeys(tree, problems);
  refuseEvents(field(tree, 'on')?.value, problems);
}

function refuseKeys(tree: Tree, problems: Problems): void {
  if (tree.kind === 'sequence') {
    for (const item of tree.items) refuseKeys(item, problems);
  }
  if (tree.kind !== 'mapping') return;
  for (const { key, at, value } of tree.entries) {
    const known = supportOf(tree.definition, key);
    if (known === undefined || known === 'supported') refuseKeys(value, problems);
    else tell(known, `\`${key}\``, at, problems);
  }
}

/** Events that stand as text, alone or in a list; as keys they are keys like any other. */
function refuseEvents(on: Tree | undefined, problems: Problems): void {
  if (on?.kind === 'mapping') return;
  for (const { text, at } of textsOf(on)) {
    const known = supportOf('on-mapping-strict', text);
    if (known === undefined || known === 'supported') continue;
    tell(known, `The event \`${text}\``, at, problems);
  }
}

function tell(known: Exclude<Support, 'supported'>, what: string, at: Place, problems: Problems): void {
  if ('refused' in known) problems.unsupported(at, `${what} is not supported`, known.refused);
  else problems.withoutEffect(at, `${what} has no effect here`, known.withoutEffect);
}
