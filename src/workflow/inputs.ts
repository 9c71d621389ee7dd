import type { CallDefinition, InputDefinition } from '../contract/plan.ts';
import type { Template } from '../contract/template.ts';
import { RaibidError } from '../shared/errors.ts';
import type { JsonObject, JsonValue } from '../shared/json.ts';

/** Characters all inputs of one run may have together, as on GitHub. */
const inputLimit = 65_535;

/**
 * The `inputs` context of a `workflow_dispatch` run: given values checked and typed, defaults filled in. Throws
 * `input_invalid` for an unknown name, a missing required input or a value of the wrong type.
 */
export function resolveInputs(definitions: Record<string, InputDefinition>, given: JsonObject): JsonObject {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(definitions, name));
  if (unknown !== undefined) {
    const names = Object.keys(definitions).join(', ') || 'none';
    throw refused(`The workflow has no input \`${unknown}\` (it has: ${names})`);
  }
  const inputs = Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => [name, resolve(name, definition, given[name])]),
  );
  if (JSON.stringify(inputs).length > inputLimit) {
    throw refused(`The inputs are longer than ${inputLimit} characters`);
  }
  return inputs;
}

/**
 * The `inputs` context of a called workflow. `given` and defaults are evaluated by these functions: they see different
 * contexts. Unlike a person's input an empty text counts as given. Throws `input_invalid` for a value of the wrong type.
 */
export function resolveCallInputs(
  definitions: CallDefinition['inputs'],
  given: Record<string, Template>,
  evaluate: { given(value: Template): JsonValue; preset(value: Template): JsonValue },
): JsonObject {
  const names = new Map(Object.keys(given).map((name) => [name.toLowerCase(), name]));
  return Object.fromEntries(
    Object.entries(definitions).map(([name, { type, default: preset }]) => {
      const template = given[names.get(name.toLowerCase()) ?? ''];
      let value: JsonValue = null;
      if (template !== undefined) value = evaluate.given(template);
      else if (preset !== undefined) value = evaluate.preset(preset);
      const empty = value === null || (value === '' && type !== 'string');
      return [name, empty ? emptyValues[type] : typed(name, { type, required: false }, value)];
    }),
  );
}

const emptyValues: Record<InputDefinition['type'], JsonValue> = {
  string: '',
  choice: '',
  environment: '',
  number: 0,
  boolean: false,
};

function resolve(name: string, definition: InputDefinition, given: JsonValue | undefined): JsonValue {
  const value = given ?? definition.default;
  const missing = value === undefined || value === '';
  if (missing && definition.required) throw refused(`The input \`${name}\` is required`);
  return missing ? emptyValues[definition.type] : typed(name, definition, value);
}

function typed(name: string, definition: InputDefinition, value: JsonValue): JsonValue {
  if (typeof value === 'object') throw wrong(name, value, 'a single value');
  if (definition.type === 'boolean') {
    if (value === true || value === 'true') return true;
    if (value === false || value === 'false') return false;
    throw wrong(name, value, 'true or false');
  }
  if (definition.type === 'number') {
    const number = Number(value);
    if (typeof value === 'boolean' || !Number.isFinite(number)) throw wrong(name, value, 'a number');
    return number;
  }
  const text = String(value);
  if (definition.type === 'choice' && !definition.options?.includes(text)) {
    throw wrong(name, value, `one of ${definition.options?.join(', ')}`);
  }
  return text;
}

function wrong(name: string, value: JsonValue, expected: string): RaibidError {
  return refused(`The input \`${name}\` must be ${expected}, not ${JSON.stringify(value)}`);
}

function refused(message: string): RaibidError {
  return new RaibidError('input_invalid', message, { hint: 'The workflow file says under `inputs:` what it takes.' });
}
