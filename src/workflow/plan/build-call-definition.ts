import type { CallDefinition } from '../../contract/plan.ts';
import type { Tree } from '../parser/tree.ts';
import type { Problems } from '../problem.ts';
import { entriesOf, field, textField } from './fields.ts';
import { templateOf } from './template-of.ts';

const inputTypes = ['string', 'number', 'boolean'] as const;

/** `on.workflow_call`: what the callers of a workflow give and get. */
export function buildCallDefinition(tree: Tree | undefined, problems: Problems): CallDefinition {
  return {
    inputs: membersOf(tree, 'inputs', (value) => {
      const preset = field(value, 'default');
      return {
        type: inputTypes.find((type) => type === textField(value, 'type')) ?? 'string',
        required: isRequired(value),
        ...(preset !== undefined && { default: templateOf(preset.value, problems) }),
      };
    }),
    secrets: membersOf(tree, 'secrets', (value) => ({ required: isRequired(value) })),
    outputs: membersOf(tree, 'outputs', (value) => {
      const given = field(value, 'value');
      return given === undefined ? '' : templateOf(given.value, problems);
    }),
  };
}

function membersOf<Member>(
  tree: Tree | undefined,
  key: string,
  build: (value: Tree) => Member,
): Record<string, Member> {
  return Object.fromEntries(entriesOf(field(tree, key)?.value).map((entry) => [entry.key, build(entry.value)]));
}

function isRequired(value: Tree): boolean {
  return textField(value, 'required') === 'true';
}
