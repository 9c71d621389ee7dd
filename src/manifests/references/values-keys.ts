import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { JsonValue } from '../../shared/json.ts';
import type { Fault, Finding } from '../finding.ts';
import { isObject } from '../manifest.ts';
import { positionFaults } from '../position-faults.ts';
import { suggest } from '../schema/suggest.ts';
import { kindByPath } from '../sources/file-kind.ts';
import type { FoundFile } from '../sources/find-files.ts';
import { firstDocument } from '../yaml/first-document.ts';
import type { Path } from '../yaml/positioned-document.ts';

/** Files beside values files that say which keys a chart knows: its own defaults, or those of the upstream chart. */
const knownFiles = ['upstream-values.yaml', 'values.upstream.yaml', 'values.yaml'];

/** Keys of values files that the chart does not know: Helm itself passes them over without a word. */
export async function valuesFindings(files: readonly FoundFile[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const file of files) {
    const name = basename(file.path);
    const isValues = /^values[-.]?.*\.ya?ml$/.test(name) && kindByPath(file.path, new Set()) !== 'chart template';
    const known = isValues ? knownFileOf(file.path) : undefined;
    if (known === undefined || known === file.path) continue;
    const base = (await firstDocument(known))?.value;
    const document = await firstDocument(file.path);
    if (!document || !isObject(base)) continue;
    const faults: Fault[] = [];
    compare(document.value, base, [], basename(known), faults);
    findings.push(...(await positionFaults({ ...document, problems: [] }, faults, { file: file.shown })));
  }
  return findings;
}

/** upstream-values.yaml holds for all, values.yaml of the chart for its variants. */
function knownFileOf(path: string): string | undefined {
  const found = knownFiles.map((name) => join(dirname(path), name)).find((file) => existsSync(file));
  return found !== undefined && basename(path).includes('upstream') ? undefined : found;
}

function compare(value: JsonValue, known: JsonValue, path: Path, file: string, faults: Fault[]): void {
  if (!isObject(value) || !isObject(known)) return;
  // An empty mapping among the defaults takes any keys.
  const names = Object.keys(known);
  if (names.length === 0) return;
  for (const [key, child] of Object.entries(value)) {
    const base = known[key];
    if (base !== undefined) compare(child, base, [...path, key], file, faults);
    else if (!isFreeKey(path, key)) faults.push(unknownKey(key, names, path, file));
  }
}

const kubernetesParts =
  /(labels|annotations|selector|selectors|config|env|data|limits|requests|resources|securityContext|affinity|tolerations|probe)$/i;

/**
 * Parts of Kubernetes objects (labels, security contexts, resources) take more keys than a chart has defaults for;
 * `global` is Helm's own.
 */
function isFreeKey(path: Path, key: string): boolean {
  return path.some((step) => kubernetesParts.test(String(step))) || (path.length === 0 && key === 'global');
}

function unknownKey(key: string, names: string[], path: Path, file: string): Fault {
  const near = suggest(key, names);
  const hint =
    near === undefined ? `Keys that ${file} knows here: ${names.slice(0, 12).join(', ')}.` : `Did you mean "${near}"?`;
  return {
    rule: 'values-key',
    message: `the chart knows no value "${[...path, key].join('.')}"`,
    hint,
    path: [...path, key],
    target: 'key',
  };
}
