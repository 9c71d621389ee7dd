import type { JsonValue } from '../../shared/json.ts';
import type { ReadObject } from '../validate/inspector.ts';
import type { Path } from '../yaml/positioned-document.ts';
import { get, type IndexedPod, listOf, type ObjectIndex, objectOf, textOf } from './object-index.ts';

/** A use of a ConfigMap or Secret by an object. */
export interface ConfigUse {
  object: ReadObject;
  kind: 'ConfigMap' | 'Secret';
  namespace: string;
  name: string;
  /** Where the name stands, and where the key, if one is asked for. */
  at: Path;
  key?: { name: string; at: Path };
}

type Kind = ConfigUse['kind'];

/** Every place where an object of the tree names a ConfigMap or Secret; optional uses are left out. */
export function* configUses(index: ObjectIndex): Generator<ConfigUse> {
  for (const pod of index.pods) yield* podUses(pod);
  for (const object of index.ofKind('Ingress')) {
    for (const [place, tls] of listOf(get(object.manifest.value, 'spec', 'tls')).entries()) {
      yield {
        object,
        kind: 'Secret',
        namespace: object.manifest.namespace,
        name: textOf(get(tls, 'secretName')),
        at: ['spec', 'tls', place, 'secretName'],
      };
    }
  }
  for (const kind of [
    'TriggerAuthentication',
    'HelmRelease',
    'ServiceAccount',
    'GitRepository',
    'HelmRepository',
    'OCIRepository',
    'Kustomization',
  ]) {
    for (const object of index.ofKind(kind)) {
      for (const [at, used, name, key] of otherUses(kind, object.manifest.value)) {
        yield { object, kind: used, namespace: object.manifest.namespace, name, at, ...(key ? { key } : {}) };
      }
    }
  }
}

function* podUses({ object, pod, containers }: IndexedPod): Generator<ConfigUse> {
  const base = { object, namespace: object.manifest.namespace };
  for (const { container, at } of containers) {
    for (const [place, env] of (container.env ?? []).entries()) {
      for (const [field, kind] of [
        ['configMapKeyRef', 'ConfigMap'],
        ['secretKeyRef', 'Secret'],
      ] as const) {
        const ref = env.valueFrom?.[field];
        if (!ref || ref.optional === true) continue;
        const path = [...at, 'env', place, 'valueFrom', field];
        yield {
          ...base,
          kind,
          name: ref.name ?? '',
          at: [...path, 'name'],
          key: { name: ref.key ?? '', at: [...path, 'key'] },
        };
      }
    }
    for (const [place, from] of (container.envFrom ?? []).entries()) {
      for (const [field, kind] of [
        ['configMapRef', 'ConfigMap'],
        ['secretRef', 'Secret'],
      ] as const) {
        const ref = from[field];
        if (ref && ref.optional !== true)
          yield { ...base, kind, name: ref.name ?? '', at: [...at, 'envFrom', place, field, 'name'] };
      }
    }
  }
  for (const [place, volume] of (pod.spec.volumes ?? []).entries()) {
    for (const [path, kind, name, items] of volumeSources(volume as unknown as JsonValue)) {
      const at = [...pod.path, 'volumes', place, ...path];
      yield { ...base, kind, name, at };
      for (const [item, each] of items.entries()) {
        const key = { name: textOf(get(each, 'key')), at: [...at.slice(0, -1), 'items', item, 'key'] };
        yield { ...base, kind, name, at, key };
      }
    }
  }
  for (const [place, { name }] of (pod.spec.imagePullSecrets ?? []).entries()) {
    yield { ...base, kind: 'Secret', name: name ?? '', at: [...pod.path, 'imagePullSecrets', place, 'name'] };
  }
}

type Source = [path: Path, kind: Kind, name: string, items: JsonValue[]];

function* volumeSources(volume: JsonValue): Generator<Source> {
  const sources: [Path, JsonValue | undefined][] = [[[], volume]];
  for (const [place, source] of listOf(get(volume, 'projected', 'sources')).entries())
    sources.push([['projected', 'sources', place], source]);
  for (const [path, source] of sources) {
    const map = objectOf(get(source, 'configMap'));
    if (map.name && map.optional !== true)
      yield [[...path, 'configMap', 'name'], 'ConfigMap', textOf(map.name), listOf(map.items)];
    const secret = objectOf(get(source, 'secret'));
    const field = secret.secretName === undefined ? 'name' : 'secretName';
    if (secret[field] && secret.optional !== true)
      yield [[...path, 'secret', field], 'Secret', textOf(secret[field]), listOf(secret.items)];
  }
}

type OtherUse = [at: Path, kind: Kind, name: string, key?: { name: string; at: Path }];

function* otherUses(kind: string, value: JsonValue): Generator<OtherUse> {
  if (kind === 'TriggerAuthentication') {
    for (const [place, ref] of listOf(get(value, 'spec', 'secretTargetRef')).entries()) {
      const at = ['spec', 'secretTargetRef', place];
      yield [
        [...at, 'name'],
        'Secret',
        textOf(get(ref, 'name')),
        { name: textOf(get(ref, 'key')), at: [...at, 'key'] },
      ];
    }
  } else if (kind === 'HelmRelease') {
    for (const [place, ref] of listOf(get(value, 'spec', 'valuesFrom')).entries()) {
      if (get(ref, 'optional') === true) continue;
      const at = ['spec', 'valuesFrom', place];
      const key = {
        name: textOf(get(ref, 'valuesKey')) || 'values.yaml',
        at: [...at, get(ref, 'valuesKey') ? 'valuesKey' : 'name'],
      };
      yield [[...at, 'name'], get(ref, 'kind') === 'Secret' ? 'Secret' : 'ConfigMap', textOf(get(ref, 'name')), key];
    }
  } else if (kind === 'ServiceAccount') {
    for (const [place, ref] of listOf(get(value, 'imagePullSecrets')).entries())
      yield [['imagePullSecrets', place, 'name'], 'Secret', textOf(get(ref, 'name'))];
  } else if (kind === 'Kustomization') {
    const name = textOf(get(value, 'spec', 'decryption', 'secretRef', 'name'));
    yield [['spec', 'decryption', 'secretRef', 'name'], 'Secret', name];
  } else yield [['spec', 'secretRef', 'name'], 'Secret', textOf(get(value, 'spec', 'secretRef', 'name'))];
}
