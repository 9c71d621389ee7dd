import type { JsonObject, JsonValue } from '../../shared/json.ts';
import { containersOf, podOf } from '../lint/pods.ts';
import type { Pod, PodContainer } from '../lint/rule.ts';
import { isObject } from '../manifest.ts';
import type { ReadObject } from '../validate/inspector.ts';
import { selectorMatches } from '../values/selector-match.ts';
import type { Selector } from '../values/shapes.ts';

/** A pod that some object of the tree makes. */
export interface IndexedPod {
  object: ReadObject;
  pod: Pod;
  containers: PodContainer[];
}

/** All objects of a tree, found by kind, namespace and name. */
export class ObjectIndex {
  readonly objects: readonly ReadObject[];
  readonly pods: IndexedPod[];
  readonly #byName = new Map<string, ReadObject[]>();
  readonly #kinds = new Map<string, ReadObject[]>();

  constructor(objects: readonly ReadObject[]) {
    this.objects = objects;
    for (const object of objects) this.#add(object);
    this.pods = objects.flatMap((object) => {
      const pod = podOf(object.manifest);
      return pod ? [{ object, pod, containers: containersOf(pod) }] : [];
    });
  }

  ofKind(kind: string): readonly ReadObject[] {
    return this.#kinds.get(kind) ?? [];
  }

  find(kind: string, namespace: string, name: string): ReadObject | undefined {
    const named = this.#byName.get(`${kind} ${name}`) ?? [];
    return (
      named.find(({ manifest }) => manifest.namespace === namespace) ??
      named.find(({ manifest }) => maySharePlace(manifest.namespace, namespace))
    );
  }

  /** Pods of a namespace that a selector selects. */
  podsOf(namespace: string, selector: Selector): IndexedPod[] {
    return this.pods.filter(
      ({ pod }) => maySharePlace(pod.manifest.namespace, namespace) && selectorMatches(selector, pod.labels),
    );
  }

  /** Names of a kind in a namespace, for messages. */
  namesOf(kind: string, namespace: string): string[] {
    const found = this.ofKind(kind).filter(({ manifest }) => maySharePlace(manifest.namespace, namespace));
    return [...new Set(found.map(({ manifest }) => manifest.name))].toSorted();
  }

  #add(object: ReadObject): void {
    const { kind, name } = object.manifest;
    push(this.#kinds, kind, object);
    push(this.#byName, `${kind} ${name}`, object);
    // Kustomize adds a hash of the content to the names that it generates; files refer to the name without it.
    const plain = object.origin.rendered === undefined ? name : name.replace(/-[a-z0-9]{10}$/, '');
    if (plain !== name) push(this.#byName, `${kind} ${plain}`, object);
  }
}

/** Objects that name no namespace go where `kubectl --namespace` says: that may be any. */
export function maySharePlace(one: string, other: string): boolean {
  return one === other || one === '' || other === '';
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** A nested value by keys, undefined where the path ends early. */
export function get(value: JsonValue | undefined, ...keys: (string | number)[]): JsonValue | undefined {
  let found = value;
  for (const key of keys) {
    if (Array.isArray(found)) found = typeof key === 'number' ? found[key] : undefined;
    else found = isObject(found) ? found[key] : undefined;
  }
  return found;
}

export function listOf(value: JsonValue | undefined): JsonValue[] {
  return Array.isArray(value) ? value : [];
}

export function objectOf(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}

export function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
