import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import picomatch from 'picomatch';
import { RaibidError } from '../../shared/errors.ts';
import type { JsonObject, JsonValue } from '../../shared/json.ts';
import type { Severity } from '../finding.ts';
import { isObject } from '../manifest.ts';
import { suggest } from '../schema/suggest.ts';
import { parsePositioned } from '../yaml/parse-positioned.ts';
import { styleRules } from './style-rules.ts';

export interface StyleRuleConfig {
  severity: Severity;
  options: JsonObject;
}

/** yamllint's configuration as far as we know it: which rules are on, with which options, and which files are left out. */
export interface StyleConfig {
  rules: Map<string, StyleRuleConfig>;
  ignores(file: string): boolean;
}

/** yamllint's presets, limited to the rules that are implemented here. */
const presets: Record<string, JsonObject> = {
  default: {
    anchors: 'enable',
    braces: 'enable',
    brackets: 'enable',
    colons: 'enable',
    commas: 'enable',
    comments: { level: 'warning' },
    'comments-indentation': { level: 'warning' },
    'document-end': 'disable',
    'document-start': { level: 'warning' },
    'empty-lines': 'enable',
    'empty-values': 'disable',
    hyphens: 'enable',
    indentation: 'enable',
    'key-duplicates': 'enable',
    'key-ordering': 'disable',
    'line-length': 'enable',
    'new-line-at-end-of-file': 'enable',
    'new-lines': 'enable',
    'octal-values': 'disable',
    'quoted-strings': 'disable',
    'trailing-spaces': 'enable',
    truthy: { level: 'warning' },
    'float-values': 'disable',
  },
  relaxed: {
    extends: 'default',
    braces: { level: 'warning', 'max-spaces-inside': 1 },
    brackets: { level: 'warning', 'max-spaces-inside': 1 },
    colons: { level: 'warning' },
    commas: { level: 'warning' },
    comments: 'disable',
    'comments-indentation': 'disable',
    'document-start': 'disable',
    'empty-lines': { level: 'warning' },
    hyphens: { level: 'warning' },
    indentation: { level: 'warning', 'indent-sequences': 'consistent' },
    'line-length': { level: 'warning', 'allow-non-breakable-inline-mappings': true },
    truthy: 'disable',
  },
};

const configNames = ['.yamllint', '.yamllint.yaml', '.yamllint.yml'];

/** The nearest yamllint configuration upwards of a folder, or the given file; undefined when there is none. */
export function openStyleConfig(start: string, given?: string): StyleConfig | undefined {
  const file = given ?? findUpwards(start);
  if (file === undefined) return undefined;
  const [document] = parsePositioned(readFileSync(file, 'utf8'));
  const problem = document?.problems[0];
  if (problem) throw invalid(file, problem.message);
  return createStyleConfig(document?.value ?? {}, file);
}

export function createStyleConfig(value: JsonValue, file: string): StyleConfig {
  if (!isObject(value)) throw invalid(file, 'it must be a mapping');
  const rules = new Map<string, StyleRuleConfig>();
  applyPreset(value.extends, rules, file);
  applyRules(isObject(value.rules) ? value.rules : {}, rules, file);
  const patterns =
    typeof value.ignore === 'string'
      ? value.ignore.split('\n')
      : Array.isArray(value.ignore)
        ? value.ignore.map(String)
        : [];
  const matchers = patterns
    .map((each) => each.trim())
    .filter(Boolean)
    .map((each) => ignoreMatcher(each));
  const folder = dirname(resolve(file));
  return {
    rules,
    ignores: (path) =>
      matchers.some((matches) => matches(path.startsWith(folder) ? path.slice(folder.length + 1) : path)),
  };
}

/** A pattern as in .gitignore: a name matches anywhere, a folder everything below it. */
function ignoreMatcher(pattern: string): (path: string) => boolean {
  const body = pattern.replace(/^\//, '').replace(/\/$/, '');
  const forms = pattern.startsWith('/') || body.includes('/') ? [body, `${body}/**`] : [`**/${body}`, `**/${body}/**`];
  return picomatch(forms, { dot: true });
}

function applyPreset(name: JsonValue | undefined, rules: Map<string, StyleRuleConfig>, file: string): void {
  if (name === undefined) return;
  const preset = typeof name === 'string' ? presets[name] : undefined;
  if (!preset) throw invalid(file, `extends: ${String(name)} is not known; known are default and relaxed`);
  const { extends: base, ...own } = preset;
  applyPreset(base, rules, file);
  applyRules(own, rules, file);
}

function applyRules(given: JsonObject, rules: Map<string, StyleRuleConfig>, file: string): void {
  for (const [name, setting] of Object.entries(given)) {
    const isOff = setting === 'disable' || setting === false;
    if (isOff) {
      rules.delete(name);
      continue;
    }
    const defaults = styleRules[name]?.options;
    if (!defaults) throw unknownRule(name, file);
    const { level, ...options } = isObject(setting) ? setting : {};
    const unknown = Object.keys(options).find((option) => !(option in defaults) && option !== 'ignore');
    if (unknown !== undefined) throw invalid(file, `the rule ${name} has no option "${unknown}"`);
    rules.set(name, { severity: level === 'warning' ? 'warning' : 'error', options: { ...defaults, ...options } });
  }
}

function unknownRule(name: string, file: string): RaibidError {
  const near = suggest(name, Object.keys(styleRules));
  const hint = near === undefined ? `Known are ${Object.keys(styleRules).join(', ')}.` : `Did you mean ${near}?`;
  return new RaibidError('config_invalid', `${file}: the yamllint rule "${name}" is not implemented here`, {
    at: { file },
    hint,
  });
}

function invalid(file: string, message: string): RaibidError {
  return new RaibidError('config_invalid', `${file}: ${message}`, { at: { file } });
}

function findUpwards(start: string): string | undefined {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    const found = configNames.map((name) => join(folder, name)).find((file) => existsSync(file));
    if (found !== undefined || folder === dirname(folder)) return found;
  }
}
