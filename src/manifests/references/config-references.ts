import type { Tell } from '../lint/rule.ts';
import { describeObject } from '../manifest.ts';
import type { ReadObject } from '../validate/inspector.ts';
import type { DeclaredSecret } from './components.ts';
import { type ConfigUse, configUses } from './config-uses.ts';
import { get, listOf, type ObjectIndex, objectOf, textOf } from './object-index.ts';
import { knownNames, type ReferenceRule } from './reference-rule.ts';

export const configReference: ReferenceRule = {
  name: 'config-reference',
  summary: 'ConfigMaps, Secrets and their keys that objects refer to exist',
  severity: 'error',
  check({ index, secrets, tellOf }) {
    const made = [...secrets, ...madeSecrets(index)];
    const told = new Set<string>();
    for (const use of configUses(index)) {
      // Names may be made of variables of a later step.
      if (use.name === '' || use.name.includes('$')) continue;
      const found = index.find(use.kind, use.namespace, use.name);
      const declared =
        use.kind === 'Secret'
          ? made.find((each) => each.name === use.name && each.namespace === use.namespace)
          : undefined;
      if (found) checkKey(use, keysOf(found), tellOf(use.object));
      else if (declared) checkKey(use, declared.keys, tellOf(use.object));
      else {
        const what = `${use.object.origin.file} ${describeObject(use.object.manifest)} ${use.kind} ${use.name}`;
        // An object that takes ten keys of a missing Secret has one fault, not ten.
        if (!told.has(what)) tellMissing(use, index, tellOf(use.object));
        told.add(what);
      }
    }
  },
};

function tellMissing({ kind, name, namespace, at }: ConfigUse, index: ObjectIndex, tell: Tell): void {
  const hint =
    kind === 'Secret'
      ? 'Declare it under "secrets" of its component in components.yaml when the command line makes it, or add what makes it.'
      : knownNames('ConfigMap', index.namesOf('ConfigMap', namespace));
  tell(at, `there is no ${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`, hint);
}

function checkKey({ kind, name, key }: ConfigUse, keys: string[] | undefined, tell: Tell): void {
  if (!key || keys === undefined || keys.includes(key.name) || key.name.includes('$')) return;
  tell(key.at, `the ${kind} ${name} has no key ${key.name}`, `Its keys: ${keys.join(', ') || 'none'}.`);
}

function keysOf({ manifest }: ReadObject): string[] {
  const { data, binaryData, stringData } = manifest.value;
  return Object.keys({ ...objectOf(data), ...objectOf(binaryData), ...objectOf(stringData) });
}

/** Secrets that operators make: cert-manager's Certificates, External Secrets, Sealed Secrets. */
function madeSecrets(index: ObjectIndex): DeclaredSecret[] {
  const made: DeclaredSecret[] = [];
  const add = (object: ReadObject, name: string, keys?: string[]) => {
    made.push({ namespace: object.manifest.namespace, name, ...(keys ? { keys } : {}) });
  };
  for (const object of index.ofKind('Certificate')) {
    add(object, textOf(get(object.manifest.value, 'spec', 'secretName')));
  }
  for (const object of index.ofKind('ExternalSecret')) {
    const { value, name } = object.manifest;
    const keys = listOf(get(value, 'spec', 'data')).map((each) => textOf(get(each, 'secretKey')));
    add(
      object,
      textOf(get(value, 'spec', 'target', 'name')) || name,
      get(value, 'spec', 'dataFrom') ? undefined : keys,
    );
  }
  for (const object of index.ofKind('SealedSecret')) add(object, object.manifest.name);
  // An Ingress with the annotation of cert-manager gets its Secrets made.
  for (const object of index.ofKind('Ingress')) {
    const annotations = objectOf(get(object.manifest.value, 'metadata', 'annotations'));
    if (!Object.keys(annotations).some((key) => /^cert-manager\.io\/(cluster-)?issuer$/.test(key))) continue;
    for (const tls of listOf(get(object.manifest.value, 'spec', 'tls'))) add(object, textOf(get(tls, 'secretName')));
  }
  return made;
}
