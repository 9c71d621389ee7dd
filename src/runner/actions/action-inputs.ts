import { RaibidError } from '../../shared/errors.ts';
import { addWarning } from '../commands/issues.ts';
import type { JobRuntime } from '../job/job-runtime.ts';
import type { StepRun } from '../steps/step-run.ts';
import type { BuiltInAction } from './built-in-action.ts';

/** Given inputs over defaults, by names in lower case. An unknown one is a warning, as on GitHub; a missing one an error. */
export async function builtInInputs(
  runtime: JobRuntime,
  step: StepRun,
  action: BuiltInAction,
  given: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  await warnUnexpected(runtime, step, Object.keys(given), Object.keys(action.inputs));
  const inputs: Record<string, string> = { ...action.inputs };
  for (const [name, value] of Object.entries(given)) inputs[name.toLowerCase()] = value.trim();
  for (const name of action.required ?? []) {
    if (inputs[name] === '') throw new RaibidError('input_invalid', `Input required and not supplied: ${name}`);
  }
  return inputs;
}

export async function warnUnexpected(
  runtime: JobRuntime,
  step: StepRun,
  given: readonly string[],
  known: readonly string[],
): Promise<void> {
  const names = new Set(known.map((name) => name.toLowerCase()));
  const unexpected = given.filter((name) => !names.has(name.toLowerCase()));
  if (unexpected.length === 0) return;
  const list = (entries: readonly string[]) => `'${entries.join("', '")}'`;
  await addWarning(runtime, step.index, `Unexpected input(s) ${list(unexpected)}, valid inputs are [${list(known)}]`);
}

/** `true` or `false` in YAML's spellings, as `core.getBooleanInput` reads them. */
export function booleanInput(inputs: Readonly<Record<string, string>>, name: string): boolean {
  const value = (inputs[name] ?? '').toLowerCase();
  if (value === 'true') return true;
  if (value === 'false' || value === '') return false;
  throw new RaibidError('input_invalid', `The input ${name} must be true or false, not '${inputs[name]}'.`);
}

export function numberInput(inputs: Readonly<Record<string, string>>, name: string): number {
  const value = inputs[name] ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new RaibidError('input_invalid', `The input ${name} must be a whole number, not '${value}'.`);
}

/** Lines of a list input. */
export function linesInput(inputs: Readonly<Record<string, string>>, name: string): string[] {
  return (inputs[name] ?? '')
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
