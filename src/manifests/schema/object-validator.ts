import type { Fault } from '../finding.ts';
import type { Manifest } from '../manifest.ts';
import { checkObjectName } from '../values/object-names.ts';
import { valueChecks } from '../values/value-checks.ts';
import type { SchemaNode } from './catalog-format.ts';
import { type Check, CheckRun } from './check-run.ts';
import { type CompileScope, compileSchema, definitionCheck } from './compile-schema.ts';
import { kindFault } from './kind-faults.ts';
import type { SchemaCatalog } from './schema-catalog.ts';
import { withoutNulls } from './without-nulls.ts';

export interface ObjectResult {
  faults: Fault[];
  /** What about the object could not be checked, in words. */
  unchecked: string[];
}

/** Checks objects against the catalog. Keeps the compiled checks: one for the whole run. */
export class ObjectValidator {
  readonly catalog: SchemaCatalog;
  readonly #checks = new Map<string, Check>();
  readonly #cache = new Map<string, Check>();

  constructor(catalog: SchemaCatalog) {
    this.catalog = catalog;
  }

  /** True when the object's kind can be checked; the fault says why not. */
  kindFault(manifest: Manifest): Fault | undefined {
    return kindFault(manifest, this.catalog);
  }

  /** Checks an object whose kind is known. CEL rules are evaluated where the schema found nothing wrong. */
  async check(manifest: Manifest): Promise<ObjectResult> {
    const key = `${manifest.apiVersion} ${manifest.kind}`;
    const value = withoutNulls(manifest.value);
    const run = new CheckRun(value);
    run.path.push(...manifest.at);
    const before = run.faults.length;
    this.#checkOf(key)(value, run);
    checkObjectName(manifest, this.catalog, run);
    const entry = this.catalog.entry(key);
    if (run.faults.length > before || !entry || this.catalog.flavourOf(key) === 'builtin') return result(run);
    const { checkCelRules } = await import('./cel-rules.ts');
    const unchecked = checkCelRules(this.catalog, entry.schema, this.catalog.fileOf(key), value, run);
    return { faults: run.faults, unchecked };
  }

  /** True when some value has another type than its field. */
  hasWrongTypes(manifest: Manifest): boolean {
    const key = `${manifest.apiVersion} ${manifest.kind}`;
    const value = withoutNulls(manifest.value);
    const run = new CheckRun(value);
    this.#checkOf(key)(value, run);
    return run.faults.some((fault) => fault.rule === 'wrong-type');
  }

  #checkOf(key: string): Check {
    let check = this.#checks.get(key);
    if (!check) {
      const file = this.catalog.fileOf(key);
      check = definitionCheck(this.catalog.entry(key)?.schema ?? '', this.#scope(file));
      this.#checks.set(key, check);
    }
    return check;
  }

  #scope(file: string): CompileScope {
    const { catalog } = this;
    return { catalog, valueChecks, file, flavour: 'builtin', partial: false, cache: this.#cache };
  }
}

function result(run: CheckRun): ObjectResult {
  return { faults: run.faults, unchecked: [] };
}

/** Checks a file that is no Kubernetes object against a schema of our own. */
export function checkForm(node: SchemaNode, value: unknown, catalog: SchemaCatalog): Fault[] {
  const run = new CheckRun(value);
  const scope = {
    catalog,
    valueChecks,
    file: 'kubernetes',
    flavour: 'builtin' as const,
    partial: false,
    cache: new Map(),
  };
  compileSchema(node, scope)(value, run);
  return run.faults;
}
