import type { InputDefinition } from '../../../src/contract/plan.ts';

/** What a form holds of each input, by name. */
export type InputValues = Record<string, string | boolean>;

/** What a form begins with: the defaults, as its fields show them. */
export function firstValues(inputs: Record<string, InputDefinition>): InputValues {
  return Object.fromEntries(Object.entries(inputs).map(([name, definition]) => [name, firstValue(definition)]));
}

function firstValue({ type, default: preset }: InputDefinition): string | boolean {
  if (type === 'boolean') return preset === true || preset === 'true';
  return preset === undefined ? '' : String(preset);
}
