import type { Fault } from '../finding.ts';
import type { Manifest } from '../manifest.ts';
import { removedApi } from './removed-apis.ts';
import type { SchemaCatalog } from './schema-catalog.ts';
import { suggest } from './suggest.ts';

/** Why an object's apiVersion and kind cannot be checked: missing, removed, not served yet, or unknown. */
export function kindFault(manifest: Manifest, catalog: SchemaCatalog): Fault | undefined {
  const { apiVersion, kind } = manifest;
  for (const key of ['apiVersion', 'kind'] as const) if (manifest[key] === '') return missing(manifest, key);
  const removed = removedApi(apiVersion, kind);
  const entry = catalog.entry(`${apiVersion} ${kind}`);
  if (entry && catalog.serves(entry)) return undefined;
  if (entry) {
    const range = entry.from === undefined ? `until Kubernetes ${entry.until}` : `from Kubernetes ${entry.from} on`;
    const message = `${apiVersion} ${kind} is not served by Kubernetes ${catalog.version} (only ${range})`;
    return fault('removed-api', 'apiVersion', message, hereNow(manifest, catalog) ?? 'Use another kind.', manifest);
  }
  if (removed) {
    const message = `${apiVersion} ${kind} was removed in ${removed.since}`;
    const hint = removed.now === null ? 'Remove it: nothing takes its place.' : `Use apiVersion: ${removed.now}.`;
    return fault('removed-api', 'apiVersion', message, hint, manifest);
  }
  const isMistyped = hereNow(manifest, catalog) ?? similarKind(manifest, catalog);
  const hint = isMistyped ?? 'Give its CustomResourceDefinition with --schemas, or check the spelling.';
  const key = knowsVersion(apiVersion, catalog) ? 'kind' : 'apiVersion';
  return fault('unknown-kind', key, `no schema is known for ${apiVersion} ${kind}`, hint, manifest);
}

function missing(manifest: Manifest, key: 'apiVersion' | 'kind'): Fault {
  const isThere = key in manifest.value && manifest.value[key] !== null;
  const message = isThere ? `the field "${key}" must be a text` : `the field "${key}" is missing`;
  const hint = 'Every manifest says which kind of object it is, such as apiVersion: apps/v1 and kind: Deployment.';
  const rule = isThere ? 'wrong-type' : 'missing-field';
  return {
    rule,
    message,
    hint,
    path: isThere ? [...manifest.at, key] : manifest.at,
    target: isThere ? 'value' : 'inside',
  };
}

function fault(rule: string, key: string, message: string, hint: string, manifest: Manifest): Fault {
  return { rule, message, hint, path: [...manifest.at, key], target: 'value' };
}

/** The same kind under another apiVersion. */
function hereNow({ kind }: Manifest, catalog: SchemaCatalog): string | undefined {
  const versions: string[] = [];
  for (const key of catalog.kinds()) {
    const [apiVersion = '', name] = key.split(' ');
    const entry = name === kind ? catalog.entry(key) : undefined;
    if (entry && catalog.serves(entry)) versions.push(apiVersion);
  }
  return versions.length === 0 ? undefined : `${kind} is served as apiVersion: ${versions.join(' or ')}.`;
}

function similarKind({ apiVersion, kind }: Manifest, catalog: SchemaCatalog): string | undefined {
  const same = [...catalog.kinds()]
    .filter((key) => key.startsWith(`${apiVersion} `))
    .map((key) => key.split(' ')[1] ?? '');
  const near = suggest(kind, same);
  return near === undefined ? undefined : `Did you mean kind: ${near}?`;
}

function knowsVersion(apiVersion: string, catalog: SchemaCatalog): boolean {
  return [...catalog.kinds()].some((key) => key.startsWith(`${apiVersion} `));
}
