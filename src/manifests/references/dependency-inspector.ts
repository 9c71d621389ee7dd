import type { Fault } from '../finding.ts';
import type { Tell } from '../lint/rule.ts';
import type { SchemaCatalog } from '../schema/schema-catalog.ts';
import type { Inspector, ReadObject } from '../validate/inspector.ts';
import type { Report } from '../validate/report.ts';
import { UsableObjects } from '../validate/usable-objects.ts';
import type { DeclaredSecret } from './components.ts';
import { ObjectIndex } from './object-index.ts';
import { referenceRules } from './reference-table.ts';

/** Collects all objects, then follows their references. */
export class DependencyInspector implements Inspector {
  readonly checksForms = false;
  readonly objects: ReadObject[] = [];
  readonly #secrets: readonly DeclaredSecret[];
  readonly #usable: UsableObjects;

  constructor(secrets: readonly DeclaredSecret[], catalog: SchemaCatalog) {
    this.#usable = new UsableObjects(catalog);
    this.#secrets = secrets;
  }

  async inspect(object: ReadObject, report: Report): Promise<Fault[]> {
    if (this.#usable.isUsable(object, report)) this.objects.push(object);
    return [];
  }

  async finish(): Promise<{ object: ReadObject; faults: Fault[] }[]> {
    const found = new Map<ReadObject, Fault[]>();
    const index = new ObjectIndex(this.objects);
    for (const { name, severity, check } of referenceRules) {
      const tellOf =
        (object: ReadObject): Tell =>
        (path, message, hint, target = 'value') => {
          const faults = found.get(object) ?? [];
          found.set(object, faults);
          faults.push({ rule: name, severity, message, hint, path: [...object.manifest.at, ...path], target });
        };
      check({ index, secrets: this.#secrets, tellOf });
    }
    return [...found].map(([object, faults]) => ({ object, faults }));
  }
}
