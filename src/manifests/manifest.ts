import type { JsonObject, JsonValue } from '../shared/json.ts';
import type { Path } from './yaml/positioned-document.ts';

/** One Kubernetes object of a document. A List holds several. */
export interface Manifest {
  /** As far as they are there; checks refuse what is missing. */
  apiVersion: string;
  kind: string;
  name: string;
  /** Empty when the object names none. */
  namespace: string;
  value: JsonObject;
  /** Where the object is in its document: empty, or `items[3]` of a List. */
  at: Path;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for a document that means to be a manifest, even when something of it is missing. */
export function looksLikeManifest(value: JsonValue): boolean {
  // Without a space behind the colons the whole document is one text; as a list it is what kubectl does not read.
  if (typeof value === 'string') return /\bapiVersion"?:/.test(value) && /\bkind"?:/.test(value);
  if (Array.isArray(value)) return value.length > 0 && value.every((each) => isObject(each) && looksLikeManifest(each));
  if (!isObject(value)) return false;
  if (typeof value.apiVersion === 'string' && typeof value.kind === 'string') return true;
  const isNamed = isObject(value.metadata) && typeof value.metadata.name === 'string';
  return (
    ('apiVersion' in value || 'kind' in value || isNamed) && ('metadata' in value || 'spec' in value || 'data' in value)
  );
}

/** The objects of a document; Lists are opened, also inside each other. */
export function manifestsOf(value: JsonValue, at: Path = []): Manifest[] {
  if (!isObject(value)) return [];
  const manifest = toManifest(value, at);
  if (!isList(manifest)) return [manifest];
  const items = Array.isArray(value.items) ? value.items : [];
  return items.flatMap((item, index) => manifestsOf(item, [...at, 'items', index]));
}

/** `v1 List` and the typed lists (`ConfigMapList`) that `kubectl get -o yaml` prints. */
function isList({ apiVersion, kind, value }: Manifest): boolean {
  return (apiVersion === 'v1' && kind === 'List') || (kind.endsWith('List') && Array.isArray(value.items));
}

function toManifest(value: JsonObject, at: Path): Manifest {
  const metadata = isObject(value.metadata) ? value.metadata : {};
  return {
    apiVersion: text(value.apiVersion),
    kind: text(value.kind),
    name: text(metadata.name) || text(metadata.generateName),
    namespace: text(metadata.namespace),
    value,
    at,
  };
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** `Deployment demo/web`. */
export function describeObject({ kind, name, namespace }: Manifest): string {
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name === '' ? '(no name)' : name}`;
}
