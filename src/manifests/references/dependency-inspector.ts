import { isDeepStrictEqual } from 'node:util';
import type { Fault } from '../finding.ts';
import type { Tell } from '../lint/rule.ts';
import type { SchemaCatalog } from '../schema/schema-catalog.ts';
import type { Inspector, ReadObject } from '../validate/inspector.ts';
import type { Report, Unchecked } from '../validate/report.ts';
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

  async finish({ unchecked }: Report): Promise<{ object: ReadObject; faults: Fault[] }[]> {
    const found = new Map<ReadObject, Fault[]>();
    const left = new Map<string, Unchecked>();
    for (const objects of variantsOf(this.objects)) this.#follow(new ObjectIndex(objects), found, left);
    unchecked.push(...left.values());
    return [...found].map(([object, faults]) => ({ object, faults }));
  }

  #follow(index: ObjectIndex, found: Map<ReadObject, Fault[]>, left: Map<string, Unchecked>): void {
    for (const { name, severity, check } of referenceRules) {
      const tellOf =
        (object: ReadObject): Tell =>
        (path, message, hint, target = 'value') => {
          const faults = found.get(object) ?? [];
          found.set(object, faults);
          if (
            faults.some(
              (fault) =>
                fault.rule === name &&
                fault.message === message &&
                isDeepStrictEqual(fault.path, [...object.manifest.at, ...path]),
            )
          )
            return;
          faults.push({ rule: name, severity, message, hint, path: [...object.manifest.at, ...path], target });
        };
      const leave = ({ origin }: ReadObject, reason: string) => {
        left.set(`${name} ${origin.file} ${reason}`, { file: origin.file, what: `rule ${name}`, reason });
      };
      check({ index, secrets: this.#secrets, tellOf, leave });
    }
  }
}

/**
 * The tree as it is with each values file: what a chart makes with values-dev.yaml must not be found by what it makes with
 * values-test.yaml. A chart without that file takes part as it is by default.
 */
function variantsOf(objects: readonly ReadObject[]): ReadObject[][] {
  const rendered = objects.filter((object) => isChart(object));
  const names = [...new Set(rendered.map((object) => object.origin.rendered ?? ''))];
  if (names.length <= 1) return [[...objects]];
  const byChart = Map.groupBy(rendered, (object) => chartOf(object));
  return names.map((name) => {
    const chosen = [...byChart.values()].flatMap((all) => {
      const own = all.filter((object) => object.origin.rendered === name);
      return own.length > 0 ? own : all.filter((object) => object.origin.rendered === names[0]);
    });
    return [...objects.filter((object) => !isChart(object)), ...chosen];
  });
}

function isChart({ origin }: ReadObject): boolean {
  return origin.rendered?.startsWith('helm') === true;
}

/** `infra/redis/chart` of `infra/redis/chart/templates/service.yaml`. */
function chartOf({ origin }: ReadObject): string {
  return origin.file.split(/\/(?:templates|charts|crds)\/|\/Chart\.yaml$/)[0] ?? '';
}
