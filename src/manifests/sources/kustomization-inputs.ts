import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { JsonObject, JsonValue } from '../../shared/json.ts';
import { isObject } from '../manifest.ts';
import { type LoadedDocument, loadDocuments } from '../yaml/load-documents.ts';
import { readText } from '../yaml/read-text.ts';

const fileNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Fields whose items are files or folders. */
const pathLists = ['resources', 'bases', 'components', 'crds', 'configurations', 'patchesStrategicMerge'];

/** Fields whose items are objects that name a file under `path`. */
const objectLists = ['patches', 'patchesJson6902', 'replacements'];

/** Fields that name no file, or whose files are known by the tables above and `generatorFiles`. */
const understood = new Set([
  ...['apiVersion', 'kind', 'metadata', 'namePrefix', 'nameSuffix', 'namespace', 'commonLabels', 'commonAnnotations'],
  ...['labels', 'images', 'replicas', 'generatorOptions', 'vars', 'buildMetadata', 'sortOptions'],
  ...['configMapGenerator', 'secretGenerator', ...pathLists, ...objectLists],
]);

/**
 * All files that a build of this kustomization reads, its own first; undefined when that cannot be told: bases on the
 * network, generators and transformers (which are programs, or name files of their own), charts, links.
 */
export async function kustomizationInputs(folder: string, seen = new Set<string>()): Promise<string[] | undefined> {
  if (seen.has(folder)) return [];
  seen.add(folder);
  const read = await readKustomization(folder);
  if (read === undefined) return undefined;
  const { file, value } = read;
  const inputs = [file];
  for (const path of namedPaths(value)) {
    const full = resolve(folder, path);
    const kind = kindOfPath(full);
    const below = kind === 'folder' ? await kustomizationInputs(full, seen) : [full];
    if (kind === undefined || below === undefined) return undefined;
    inputs.push(...below);
  }
  return inputs;
}

/** The kustomization of a folder, if all that it says is understood here, and the file that it stands in. */
export async function readKustomization(folder: string): Promise<{ file: string; value: JsonObject } | undefined> {
  const file = fileNames.map((name) => join(folder, name)).find((path) => kindOfPath(path) === 'file');
  if (file === undefined) return undefined;
  const { text, problem } = readText(readFileSync(file));
  if (problem) return undefined;
  const documents: LoadedDocument[] = [];
  for await (const document of loadDocuments(text)) {
    // What stands before the first `---` is often a comment only.
    if (document.value !== null || document.problems.length > 0) documents.push(document);
  }
  const [document] = documents;
  if (documents.length !== 1 || document === undefined || document.problems.length > 0) return undefined;
  const { value } = document;
  return isObject(value) && Object.keys(value).every((key) => understood.has(key)) ? { file, value } : undefined;
}

function namedPaths(value: JsonObject): string[] {
  const paths = pathLists.flatMap((key) => listOf(value[key]).filter((each) => typeof each === 'string'));
  const fromObjects = objectLists
    .flatMap((key) => listOf(value[key]))
    .flatMap((each) => (isObject(each) && typeof each.path === 'string' ? [each.path] : []));
  const generators = [...listOf(value.configMapGenerator), ...listOf(value.secretGenerator)];
  // A patch may stand in the list itself.
  return [...paths.filter((path) => !path.includes('\n')), ...fromObjects, ...generators.flatMap(generatorFiles)];
}

/** `files` are `path` or `key=path`. */
function generatorFiles(generator: JsonValue): string[] {
  if (!isObject(generator)) return [];
  const files = listOf(generator.files).filter((each) => typeof each === 'string');
  const envs = [...listOf(generator.envs), generator.env].filter((each) => typeof each === 'string');
  return [...files.map((each) => each.slice(each.indexOf('=') + 1)), ...envs];
}

/** The items of a list, none of anything else. */
export function listOf(value: JsonValue | undefined): JsonValue[] {
  return Array.isArray(value) ? value : [];
}

/** What is there, unless a link stands on the way (addresses on the network are no path either). */
function kindOfPath(path: string): 'file' | 'folder' | undefined {
  try {
    if (realpathSync(path) !== path) return undefined;
    const stats = lstatSync(path);
    if (stats.isDirectory()) return 'folder';
    return stats.isFile() ? 'file' : undefined;
  } catch {
    return undefined;
  }
}
