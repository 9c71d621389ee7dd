import type { Template } from '../../contract/template.ts';
import { parseContainerOptions } from '../containers/container-options.ts';
import type { Tree } from '../parser/tree.ts';
import type { Problems } from '../problem.ts';
import { entriesOf, field } from './fields.ts';
import { templateOf } from './template-of.ts';

/** `container:`. What needs no expression to be known to be refused is refused here, at its place. */
export function buildContainer(tree: Tree, problems: Problems): Template {
  const options = field(tree, 'options')?.value;
  if (options?.kind === 'scalar') {
    const parsed = parseContainerOptions(String(options.value));
    if (!parsed.ok) problems.unsupported(options.at, parsed.refusal, 'See docs/containers.md for those that are.');
  }
  const volumes = field(tree, 'volumes')?.value;
  for (const item of volumes?.kind === 'sequence' ? volumes.items : []) {
    if (item.kind !== 'scalar' || /^\/[^:]*$/.test(String(item.value))) continue;
    problems.unsupported(
      item.at,
      `The volume \`${String(item.value)}\` is not supported: no folder or named volume of the machine is mounted`,
      'The workspace is mounted anyway; write `/path` for an empty volume.',
    );
  }
  return templateOf(tree, problems);
}

/** `services:`, each like a container. */
export function buildServices(tree: Tree, problems: Problems): Record<string, Template> {
  return Object.fromEntries(entriesOf(tree).map(({ key, value }) => [key, buildContainer(value, problems)]));
}
