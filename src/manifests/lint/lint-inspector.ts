import { resolve } from 'node:path';
import type { Fault } from '../finding.ts';
import { rules } from '../rules/rule-table.ts';
import type { SchemaCatalog } from '../schema/schema-catalog.ts';
import type { Inspector, ReadObject } from '../validate/inspector.ts';
import type { Report } from '../validate/report.ts';
import { UsableObjects } from '../validate/usable-objects.ts';
import { treeOf } from '../yaml/load-documents.ts';
import { locate } from '../yaml/positioned-document.ts';
import type { LintConfig } from './lint-config.ts';
import { containersOf, podOf } from './pods.ts';
import type { Rule, Tell } from './rule.ts';
import { ignorePrefix, type Suppressions, suppressionsOf } from './suppressions.ts';

/** Holds objects to the rules. Objects are kept: some rules look at all of them. */
export class LintInspector implements Inspector {
  readonly checksForms = false;
  readonly #config: LintConfig;
  readonly #usable: UsableObjects;
  readonly #cwd: string;
  readonly #rules: Rule[];
  readonly #objects: ReadObject[] = [];

  constructor(config: LintConfig, catalog: SchemaCatalog, cwd: string) {
    this.#config = config;
    this.#usable = new UsableObjects(catalog);
    this.#cwd = cwd;
    this.#rules = rules.filter((rule) => config.severityOf(rule.name) !== 'off');
  }

  async inspect(object: ReadObject, report: Report): Promise<Fault[]> {
    if (!this.#usable.isUsable(object, report)) return [];
    this.#objects.push(object);
    const faults: Fault[] = [];
    for (const rule of this.#rules) applyRule(rule, object, this.#teller(rule, object, faults), this.#config);
    return this.#withoutSuppressed(object, faults, report);
  }

  async finish(report: Report): Promise<{ object: ReadObject; faults: Fault[] }[]> {
    const results: { object: ReadObject; faults: Fault[] }[] = [];
    const found = new Map<ReadObject, Fault[]>();
    for (const rule of this.#rules) {
      rule.tree?.(
        this.#objects,
        (object) => {
          const faults = found.get(object) ?? [];
          found.set(object, faults);
          return this.#teller(rule, object, faults);
        },
        this.#config.optionsOf(rule.name),
      );
    }
    for (const [object, faults] of found) {
      results.push({ object, faults: await this.#withoutSuppressed(object, faults, report, false) });
    }
    return results;
  }

  #teller(rule: Rule, { manifest, origin }: ReadObject, faults: Fault[]): Tell {
    const severity = this.#config.severityOf(rule.name);
    const isExempt = this.#config.isExempt(rule.name, resolve(this.#cwd, origin.file), manifest);
    return (path, message, hint, target = 'value') => {
      if (isExempt || severity === 'off') return;
      faults.push({ rule: rule.name, severity, message, hint, path: [...manifest.at, ...path], target });
    };
  }

  async #withoutSuppressed(object: ReadObject, faults: Fault[], report: Report, tellReasons = true): Promise<Fault[]> {
    const suppressions = suppressionsOf(object.manifest, object.document);
    const kept: Fault[] = tellReasons ? missingReasons(suppressions, object) : [];
    for (const fault of faults) {
      if (await isSuppressed(fault, object, suppressions)) {
        report.unchecked.push({
          file: object.origin.file,
          what: `rule ${fault.rule}`,
          reason: 'suppressed with a reason',
        });
      } else kept.push(fault);
    }
    return kept;
  }
}

function applyRule(rule: Rule, { manifest }: ReadObject, tell: Tell, config: LintConfig): void {
  const options = config.optionsOf(rule.name);
  rule.object?.(manifest, tell, options);
  const pod = rule.pod || rule.container ? podOf(manifest) : undefined;
  if (!pod) return;
  rule.pod?.(pod, tell, options);
  if (rule.container) for (const container of containersOf(pod)) rule.container(container, tell, options);
}

async function isSuppressed(
  fault: Fault,
  { document }: ReadObject,
  { rules: names, lines }: Suppressions,
): Promise<boolean> {
  if (names.has(fault.rule)) return true;
  if (lines.size === 0) return false;
  const tree = await treeOf(document);
  const offset = tree ? locate(tree, fault.path, fault.target)[0] : 0;
  const line = document.piece.lineOffset + document.piece.text.slice(0, offset).split('\n').length;
  return lines.get(line)?.has(fault.rule) === true;
}

function missingReasons({ withoutReason }: Suppressions, { manifest }: ReadObject): Fault[] {
  return withoutReason.map(({ annotation, line }) => ({
    rule: 'suppression-reason',
    message:
      annotation === undefined ? `the suppression on line ${line} gives no reason` : 'the suppression gives no reason',
    hint:
      annotation === undefined
        ? 'Write "# raibid-lint ignore rule: reason".'
        : `Write the reason as the value of ${ignorePrefix}<rule>.`,
    path: [...manifest.at, 'metadata', ...(annotation === undefined ? [] : ['annotations', annotation])],
    target: 'key',
  }));
}
