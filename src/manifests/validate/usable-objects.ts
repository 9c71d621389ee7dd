import { podKinds } from '../lint/pods.ts';
import { describeObject } from '../manifest.ts';
import { ObjectValidator } from '../schema/object-validator.ts';
import type { SchemaCatalog } from '../schema/schema-catalog.ts';
import type { ReadObject } from './inspector.ts';
import type { Report } from './report.ts';

/**
 * Tells which objects rules can work on: those whose values have the types that the rules expect. The others are named in
 * the report; `validate` says what is wrong with them.
 */
export class UsableObjects {
  readonly #objects: ObjectValidator;

  constructor(catalog: SchemaCatalog) {
    this.#objects = new ObjectValidator(catalog);
  }

  isUsable({ manifest, origin }: ReadObject, report: Report): boolean {
    const problem = this.#problem(manifest);
    if (problem !== undefined)
      report.unchecked.push({ file: origin.file, what: describeObject(manifest), reason: problem });
    return problem === undefined;
  }

  #problem(manifest: ReadObject['manifest']): string | undefined {
    if (manifest.kind === '' || manifest.apiVersion === '') return 'it has no apiVersion and kind';
    if (this.#objects.kindFault(manifest)) {
      // Rules about labels and namespaces hold for every kind; pods must have the known form.
      return podKinds.has(manifest.kind) ? 'its apiVersion is not known' : undefined;
    }
    return this.#objects.hasWrongTypes(manifest) ? 'it is not valid: `raibid-cli validate` says why' : undefined;
  }
}
