import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import picomatch from 'picomatch';
import { z } from 'zod';
import { RaibidError } from '../../shared/errors.ts';
import type { Severity } from '../finding.ts';
import type { Manifest } from '../manifest.ts';
import { rules } from '../rules/rule-table.ts';
import { suggest } from '../schema/suggest.ts';
import { parsePositioned } from '../yaml/parse-positioned.ts';
import type { RuleOptions } from './rule.ts';

export const configName = '.raibid-lint.yaml';

/** `off` without quotes is false to YAML 1.1. */
const severity = z.union([z.literal(false).transform(() => 'off' as const), z.enum(['off', 'warning', 'error'])]);

const configSchema = z.strictObject({
  /** `general` leaves out the standards that only this project has. */
  profile: z.enum(['raibid', 'general']).default('raibid'),
  rules: z.record(z.string(), z.union([severity, z.looseObject({ severity: severity.optional() })])).default({}),
  exempt: z
    .array(
      z.strictObject({
        /** A pattern of files, an object as `Kind name` or `Kind namespace/name` (with *), or both. */
        file: z.string().optional(),
        object: z.string().optional(),
        rules: z.array(z.string()).optional(),
        reason: z.string().min(1),
      }),
    )
    .default([]),
});

type RawConfig = z.infer<typeof configSchema>;

/** What the configuration says about rules, files and objects. */
export interface LintConfig {
  severityOf(rule: string): Severity | 'off';
  optionsOf(rule: string): RuleOptions;
  /** True when the object (of a file, as shown) need not keep the rule. */
  isExempt(rule: string, file: string, manifest: Manifest): boolean;
}

/** Standards of this project that other people's trees need not have. */
const projectRules = new Set(['required-labels', 'namespace-name', 'resource-units']);

/** Reads the given file, or the nearest .raibid-lint.yaml upwards of a folder. Throws `config_invalid` with the place. */
export function openLintConfig(start: string, given?: string): LintConfig {
  const file = given ?? findUpwards(start);
  return file === undefined ? createLintConfig({}, start) : createLintConfig(readConfig(file), dirname(file), file);
}

export function createLintConfig(raw: unknown, folder: string, file = configName): LintConfig {
  const parsed = configSchema.safeParse(raw ?? {});
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new RaibidError('config_invalid', `${file}: ${issue?.path.join('.')}: ${issue?.message}`, { at: { file } });
  }
  checkRuleNames(parsed.data, file);
  return configOf(parsed.data, folder);
}

function configOf(config: RawConfig, folder: string): LintConfig {
  const exempt = config.exempt.map((entry) => ({
    rules: entry.rules,
    matchesFile: entry.file === undefined ? () => true : picomatch(entry.file, { dot: true }),
    matchesObject: entry.object === undefined ? () => true : objectMatcher(entry.object),
  }));
  return {
    severityOf(name) {
      const given = config.rules[name];
      const chosen = typeof given === 'string' ? given : given?.severity;
      if (chosen !== undefined) return chosen;
      if (config.profile === 'general' && projectRules.has(name)) return 'off';
      return rules.find((rule) => rule.name === name)?.severity ?? 'error';
    },
    optionsOf(name) {
      const given = config.rules[name];
      return typeof given === 'object' ? (given as RuleOptions) : {};
    },
    isExempt(rule, file, manifest) {
      const path = relative(folder, file);
      return exempt.some(
        (entry) => (entry.rules?.includes(rule) ?? true) && entry.matchesFile(path) && entry.matchesObject(manifest),
      );
    },
  };
}

/** `Kind name` or `Kind namespace/name`, with * for any text. */
function objectMatcher(pattern: string): (manifest: Manifest) => boolean {
  const form = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  const expression = new RegExp(`^${form}$`);
  return ({ kind, name, namespace }) =>
    expression.test(`${kind} ${name}`) || expression.test(`${kind} ${namespace}/${name}`);
}

function checkRuleNames(config: RawConfig, file: string): void {
  const known = rules.map((rule) => rule.name);
  const used = [...Object.keys(config.rules), ...config.exempt.flatMap((entry) => entry.rules ?? [])];
  const unknown = used.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const near = suggest(unknown, known);
  const hint = near === undefined ? '`raibid-cli lint --list` shows all rules.' : `Did you mean ${near}?`;
  throw new RaibidError('config_invalid', `${file}: there is no rule "${unknown}"`, { at: { file }, hint });
}

function readConfig(file: string): unknown {
  const [document] = parsePositioned(readFileSync(file, 'utf8'));
  const problem = document?.problems[0];
  if (problem) throw new RaibidError('config_invalid', `${file}: ${problem.message}`, { at: { file } });
  return document?.value ?? {};
}

function findUpwards(start: string): string | undefined {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    const file = join(folder, configName);
    if (existsSync(file)) return file;
    if (folder === dirname(folder)) return undefined;
  }
}
