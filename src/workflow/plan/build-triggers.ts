import type { BranchTrigger, InputDefinition, Triggers } from '../../contract/plan.ts';
import type { Entry, Tree } from '../parser/tree.ts';
import type { Problems } from '../problem.ts';
import { buildCallDefinition } from './build-call-definition.ts';
import { checkCron } from './check-cron.ts';
import { entriesOf, field, textField, textsOf } from './fields.ts';

/** `on:` in its three forms: one event, a list, or a mapping with filters. */
export function buildTriggers(on: Entry | undefined, problems: Problems): Triggers {
  if (on === undefined) return {};
  const triggers: Triggers = {};
  for (const { name, value } of eventsOf(on.value)) {
    builders.get(name)?.(triggers, value, problems);
  }
  return triggers;
}

interface EventEntry {
  name: string;
  value: Tree | undefined;
}

function eventsOf(tree: Tree): EventEntry[] {
  if (tree.kind === 'mapping') return tree.entries.map(({ key, at, value }) => ({ name: key, at, value }));
  return textsOf(tree).map(({ text, at }) => ({ name: text, at, value: undefined }));
}

type Builder = (triggers: Triggers, value: Tree | undefined, problems: Problems) => void;

const builders = new Map<string, Builder>(
  Object.entries({
    push: (triggers, value, problems) => {
      triggers.push = buildFilters(value, problems);
    },
    pull_request: (triggers, value, problems) => {
      const types = field(value, 'types');
      triggers.pull_request = {
        ...buildFilters(value, problems),
        ...(types !== undefined && { types: textsOf(types.value).map((type) => type.text) }),
      };
    },
    release: (triggers, value) => {
      const types = field(value, 'types');
      triggers.release = types === undefined ? {} : { types: textsOf(types.value).map((type) => type.text) };
    },
    workflow_dispatch: (triggers, value, problems) => {
      const inputs = entriesOf(field(value, 'inputs')?.value);
      triggers.workflow_dispatch = {
        inputs: Object.fromEntries(inputs.map((input) => [input.key, buildInput(input, problems)])),
      };
    },
    schedule: (triggers, value, problems) => {
      const entries = value?.kind === 'sequence' ? value.items.flatMap((item) => field(item, 'cron') ?? []) : [];
      if (entries.length === 0) {
        problems.invalid(value?.at ?? [1, 1], '`schedule` has no times', "Write `schedule: [{ cron: '0 3 * * *' }]`.");
      }
      triggers.schedule = entries.map((entry) => ({
        cron: checkCron(entry.value, problems),
        at: [...entry.value.at],
      }));
    },
    workflow_call: (triggers, value, problems) => {
      triggers.workflow_call = buildCallDefinition(value, problems);
    },
  } satisfies Record<string, Builder>),
);

const filterKeys = [
  ['branches', 'branches', 'branches-ignore'],
  ['branches-ignore', 'branchesIgnore', null],
  ['tags', 'tags', 'tags-ignore'],
  ['tags-ignore', 'tagsIgnore', null],
  ['paths', 'paths', 'paths-ignore'],
  ['paths-ignore', 'pathsIgnore', null],
] as const satisfies [string, keyof BranchTrigger, string | null][];

function buildFilters(tree: Tree | undefined, problems: Problems): BranchTrigger {
  const filters: BranchTrigger = {};
  for (const [key, name, opposite] of filterKeys) {
    const entry = field(tree, key);
    if (entry === undefined) continue;
    const patterns = textsOf(entry.value).map((pattern) => pattern.text);
    filters[name] = patterns;
    checkFilter(entry, patterns, opposite === null ? undefined : field(tree, opposite), problems);
  }
  return filters;
}

function checkFilter(entry: Entry, patterns: string[], opposite: Entry | undefined, problems: Problems): void {
  if (opposite !== undefined) {
    problems.invalid(
      opposite.at,
      `\`${entry.key}\` and \`${opposite.key}\` cannot be used for the same event`,
      `Use \`${entry.key}\` with patterns that start with \`!\`.`,
    );
  }
  if (entry.key.endsWith('-ignore') || patterns.length === 0) return;
  if (patterns.every((pattern) => pattern.startsWith('!'))) {
    problems.invalid(
      entry.at,
      `\`${entry.key}\` holds only patterns that exclude, so nothing would match`,
      `Add a pattern that includes, such as '**', or use \`${entry.key}-ignore\`.`,
    );
  }
}

const inputTypes = ['string', 'number', 'boolean', 'choice', 'environment'] as const;

function buildInput({ key, at, value }: Entry, problems: Problems): InputDefinition {
  const type = inputTypes.find((one) => one === textField(value, 'type')) ?? 'string';
  const description = textField(value, 'description');
  const preset = field(value, 'default');
  const options = textsOf(field(value, 'options')?.value).map((option) => option.text);
  if (type === 'choice' && options.length === 0) {
    problems.invalid(at, `The input \`${key}\` is a choice without options`, 'Add `options:`.');
  }
  const standard = preset?.value.kind === 'scalar' ? preset.value.value : null;
  if (preset !== undefined && standard !== null && !fitsType(standard, type, options)) {
    problems.invalid(preset.value.at, `\`${standard}\` is no ${type} for the input \`${key}\``, 'Correct the default.');
  }
  return {
    type,
    required: textField(value, 'required') === 'true',
    ...(description !== undefined && { description }),
    ...(standard !== null && { default: standard }),
    ...(options.length > 0 && { options }),
  };
}

function fitsType(value: string | number | boolean, type: InputDefinition['type'], options: string[]): boolean {
  if (type === 'boolean') return typeof value === 'boolean' || value === 'true' || value === 'false';
  if (type === 'number') return value !== '' && Number.isFinite(Number(value));
  return type !== 'choice' || options.includes(String(value));
}
