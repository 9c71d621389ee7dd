import type { Fault } from '../finding.ts';
import type { Manifest } from '../manifest.ts';
import type { Path } from '../yaml/positioned-document.ts';

const variable = /\$\{[A-Za-z_][A-Za-z0-9_]*([:=?+-][^}]*)?\}/;

/**
 * Splits off the faults of values with `${VARIABLE}`: Flux fills those in (postBuild.substitute) before the API server sees
 * them, so nothing can be said about them here.
 */
export function setAsideVariables(manifest: Manifest, faults: Fault[]): { faults: Fault[]; variables: number } {
  const kept = faults.filter((fault) => !isVariable(valueAt(manifest, fault.path), fault));
  return { faults: kept, variables: faults.length - kept.length };
}

function isVariable(value: unknown, fault: Fault): boolean {
  return typeof value === 'string' && variable.test(value) && fault.target === 'value';
}

function valueAt(manifest: Manifest, path: Path): unknown {
  let value: unknown = manifest.value;
  for (const step of path.slice(manifest.at.length)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}
