import type { Fault } from '../finding.ts';
import type { Tell } from '../lint/rule.ts';
import type { Inspector, ReadObject } from '../validate/inspector.ts';
import type { DeclaredSecret } from './components.ts';
import { ObjectIndex } from './object-index.ts';
import { referenceRules } from './reference-table.ts';

/** Collects all objects, then follows their references. */
export class DependencyInspector implements Inspector {
  readonly checksForms = false;
  readonly objects: ReadObject[] = [];
  readonly #secrets: readonly DeclaredSecret[];

  constructor(secrets: readonly DeclaredSecret[]) {
    this.#secrets = secrets;
  }

  async inspect(object: ReadObject): Promise<Fault[]> {
    if (object.manifest.kind !== '') this.objects.push(object);
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
