import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { RaibidError } from '../../shared/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../shared/json.ts';
import { mergeJson } from '../../shared/merge-json.ts';
import type { Profile } from '../../shared/setup-choices.ts';
import type { ComponentEntry } from '../components.ts';
import type { ComponentContext } from '../context.ts';

type Place = Pick<ComponentContext, 'infra' | 'profile'> & { entry: ComponentEntry };

/** Values files of a chart, each over the one before: its own when it is not ours, then that of the profile. */
export function valuesFiles({ infra, entry, profile }: Place): string[] {
  const folder = join(infra, entry.values ?? entry.chart ?? '');
  const own = entry.repository === undefined ? [] : [join(folder, 'values.yaml')];
  const file = join(folder, `values-${profile}.yaml`);
  return isPlain(profile) || !existsSync(file) ? own : [...own, file];
}

/** What the chart will be rendered with: values.yaml, the profile, then what the user set. */
export function effectiveValues(context: ComponentContext, component = context.entry.name): JsonObject {
  const entry = context.entries.find((each) => each.name === component);
  if (entry === undefined) throw new RaibidError('not_found', `there is no component '${component}'`);
  const base = join(context.infra, entry.values ?? entry.chart ?? '', 'values.yaml');
  const layers = [base, ...valuesFiles({ ...context, entry })].map(readValuesFile);
  return [...layers, context.valuesOf(component)].reduce(mergeJson, {});
}

/** A text in the values, such as `host`. Throws `config_invalid` when it is missing or no text. */
export function textValue(values: JsonObject, ...path: string[]): string {
  let value: JsonValue | undefined = values;
  for (const key of path) value = isJsonObject(value) ? value[key] : undefined;
  if (typeof value === 'string') return value;
  throw new RaibidError('config_invalid', `the value ${path.join('.')} must be a text`);
}

function isPlain(profile: Profile): boolean {
  return profile === 'default';
}

/** A values file as a mapping; an empty one has none. Throws `config_invalid`. */
export function readValuesFile(file: string): JsonObject {
  const value: JsonValue = parse(readFileSync(file, 'utf8')) ?? {};
  if (isJsonObject(value)) return value;
  throw new RaibidError('config_invalid', 'values must be a mapping', { at: { file } });
}
