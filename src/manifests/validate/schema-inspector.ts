import type { Fault } from '../finding.ts';
import { describeObject } from '../manifest.ts';
import { ObjectValidator } from '../schema/object-validator.ts';
import type { SchemaCatalog } from '../schema/schema-catalog.ts';
import { schemasOfCrds } from '../schema/user-schemas.ts';
import { withoutEncrypted } from './encrypted.ts';
import type { Inspector, ReadObject } from './inspector.ts';
import type { Report } from './report.ts';
import { setAsideVariables } from './substitutions.ts';

/** Holds objects to their schemas. Only objects of unknown kinds are kept until the end. */
export class SchemaInspector implements Inspector {
  readonly checksForms = true;
  readonly #objects: ObjectValidator;
  readonly #catalog: SchemaCatalog;
  readonly #ignoreUnknownKinds: boolean;
  /** A CustomResourceDefinition further on may define their kind. */
  readonly #waiting: { object: ReadObject; fault: Fault }[] = [];
  #crds = 0;

  constructor(catalog: SchemaCatalog, ignoreUnknownKinds: boolean) {
    this.#catalog = catalog;
    this.#objects = new ObjectValidator(catalog);
    this.#ignoreUnknownKinds = ignoreUnknownKinds;
  }

  async inspect(object: ReadObject, report: Report): Promise<Fault[]> {
    const fault = this.#objects.kindFault(object.manifest);
    if (!fault) return this.#check(object, report);
    if (fault.rule !== 'unknown-kind') return [fault];
    this.#waiting.push({ object, fault });
    return [];
  }

  async finish(report: Report): Promise<{ object: ReadObject; faults: Fault[] }[]> {
    const results: { object: ReadObject; faults: Fault[] }[] = [];
    for (const { object, fault } of this.#waiting) {
      const isKnownNow = this.#crds > 0 && !this.#objects.kindFault(object.manifest);
      if (isKnownNow) results.push({ object, faults: await this.#check(object, report) });
      else if (this.#ignoreUnknownKinds) note(object, report, '', fault.message);
      else results.push({ object, faults: [fault] });
    }
    return results;
  }

  async #check(object: ReadObject, report: Report): Promise<Fault[]> {
    const { manifest } = object;
    const { checked, note: encrypted } = withoutEncrypted(manifest);
    if (encrypted !== undefined) note(object, report, '', encrypted);
    const result = await this.#objects.check(checked);
    const { faults, variables } = setAsideVariables(manifest, result.faults);
    if (variables > 0) note(object, report, `: ${variables} values with \${...}`, 'Flux fills them in later');
    for (const what of result.unchecked) note(object, report, `: ${what}`, 'it cannot be evaluated here');
    if (manifest.kind === 'CustomResourceDefinition') this.#learn(object);
    return faults;
  }

  #learn({ manifest }: ReadObject): void {
    this.#crds++;
    this.#catalog.addMissing(`crd ${this.#crds}`, schemasOfCrds([manifest.value], ''));
  }
}

function note({ manifest, origin }: ReadObject, report: Report, what: string, reason: string): void {
  report.unchecked.push({ file: origin.file, what: `${describeObject(manifest)}${what}`, reason });
}
