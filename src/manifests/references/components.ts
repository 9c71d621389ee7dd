import type { JsonValue } from '../../shared/json.ts';
import { isObject } from '../manifest.ts';
import type { Path } from '../yaml/positioned-document.ts';
import { listOf, objectOf, textOf } from './object-index.ts';

/** A Secret that is made by the command line or an operator. Without keys: any. */
export interface DeclaredSecret {
  namespace: string;
  name: string;
  keys?: string[];
}

export interface Component {
  name: string;
  dependsOn: string[];
  /** Where it stands in components.yaml. */
  at: Path;
  secrets: DeclaredSecret[];
}

/** Components of infra/components.yaml: a list of entries with a name, or a mapping by name. */
export function componentsOf(value: JsonValue): Component[] {
  const { components } = objectOf(value);
  const entries: [Path, string, JsonValue][] = Array.isArray(components)
    ? components.map((entry, index) => [['components', index], textOf(objectOf(entry).name), entry])
    : Object.entries(objectOf(components)).map(([name, entry]) => [['components', name], name, entry]);
  return entries
    .filter(([, name, entry]) => name !== '' && isObject(entry))
    .map(([at, name, entry]) => {
      const { dependsOn, namespace, secrets } = objectOf(entry);
      return {
        name,
        at,
        dependsOn: listOf(dependsOn).map(textOf),
        secrets: listOf(secrets).map((secret) => declaredSecret(secret, textOf(namespace))),
      };
    });
}

/** `name`, or a mapping with name, namespace and keys. */
function declaredSecret(value: JsonValue, namespace: string): DeclaredSecret {
  if (typeof value === 'string') return { namespace, name: value };
  const { name, keys, namespace: own } = objectOf(value);
  const declared = { namespace: textOf(own) || namespace, name: textOf(name) };
  return Array.isArray(keys) ? { ...declared, keys: keys.map(textOf) } : declared;
}
