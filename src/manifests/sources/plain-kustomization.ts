import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { basename, resolve, sep } from 'node:path';
import type { JsonObject, JsonValue } from '../../shared/json.ts';
import { isObject, manifestsOf } from '../manifest.ts';
import { loadDocuments } from '../yaml/load-documents.ts';
import { readText } from '../yaml/read-text.ts';
import { listOf, readKustomization } from './kustomization-inputs.ts';

const fields = new Set(['apiVersion', 'kind', 'metadata', 'resources', 'configMapGenerator', 'generatorOptions']);
const generatorFields = new Set(['name', 'namespace', 'files', 'literals', 'options']);
const optionFields = new Set(['disableNameSuffixHash', 'labels', 'annotations', 'immutable']);

/** What a plain kustomization is built to. */
export interface PlainBuild {
  /** Files of objects that are in it as they are. */
  files: string[];
  /** ConfigMaps that it makes of files. */
  made: JsonObject[];
}

/**
 * Builds a kustomization that lists local files and makes ConfigMaps of files, no more: most of them do, and a program
 * takes 50 ms of processor time for each. Undefined for all others, and where anything is unusual or may be at fault (names that
 * come twice, documents that are no objects, links): then kustomize has to say what it makes of it.
 */
export async function buildPlainKustomization(folder: string): Promise<PlainBuild | undefined> {
  const { value } = (await readKustomization(folder)) ?? {};
  if (value === undefined || value.kind === 'Component') return undefined;
  if (!Object.keys(value).every((key) => fields.has(key))) return undefined;
  const files = listOf(value.resources).map((path) => (typeof path === 'string' ? plainFile(folder, path) : undefined));
  const made = listOf(value.configMapGenerator).map((each) => configMapOf(folder, each, value.generatorOptions));
  if (!files.every((file) => file !== undefined) || !made.every((object) => object !== undefined)) return undefined;
  const seen = new Set<string>();
  for (const object of made) if (!addId(seen, object)) return undefined;
  for (const file of files) if (!(await addIdsOf(seen, file))) return undefined;
  return { files, made };
}

/** The absolute path of a file in the folder, when no link leads to it. kustomize refuses what is elsewhere. */
function plainFile(folder: string, path: string): string | undefined {
  const full = resolve(folder, path);
  try {
    return full.startsWith(folder + sep) && realpathSync(full) === full && lstatSync(full).isFile() ? full : undefined;
  } catch {
    return undefined;
  }
}

async function addIdsOf(seen: Set<string>, file: string): Promise<boolean> {
  const { text, problem } = readText(readFileSync(file));
  if (problem) return false;
  for await (const { value, problems } of loadDocuments(text)) {
    if (problems.length > 0) return false;
    if (value === null) continue;
    const manifests = manifestsOf(value);
    if (manifests.length === 0 || !manifests.every((manifest) => addId(seen, manifest.value))) return false;
  }
  return true;
}

/** False when the object has no name of its own. */
function addId(seen: Set<string>, { apiVersion, kind, metadata }: JsonObject): boolean {
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || !isObject(metadata)) return false;
  const { name, namespace } = metadata;
  if (typeof name !== 'string' || name === '') return false;
  const id = JSON.stringify([apiVersion.split('/').slice(0, -1), kind, namespace ?? 'default', name]);
  if (seen.has(id)) return false;
  seen.add(id);
  return true;
}

function configMapOf(folder: string, generator: JsonValue, shared: JsonValue | undefined): JsonObject | undefined {
  if (!isObject(generator) || !Object.keys(generator).every((key) => generatorFields.has(key))) return undefined;
  const { name, namespace } = generator;
  const options = [shared ?? {}, generator.options ?? {}];
  if (typeof name !== 'string' || !options.every(isObject)) return undefined;
  const known = options.every((each) => Object.keys(each).every((key) => optionFields.has(key)));
  // With a hash in the name references to it change too.
  const { disableNameSuffixHash, immutable } = Object.assign({}, ...options) as JsonObject;
  const data = dataOf(folder, generator);
  if (!known || disableNameSuffixHash !== true || data === undefined) return undefined;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name,
      ...(typeof namespace === 'string' ? { namespace } : {}),
      ...textsOf('labels', options),
      ...textsOf('annotations', options),
    },
    data,
    ...(immutable === undefined ? {} : { immutable }),
  };
}

function textsOf(key: 'labels' | 'annotations', options: readonly JsonObject[]): JsonObject {
  const texts: JsonObject = Object.assign({}, ...options.map((each) => each[key] ?? {}));
  return Object.keys(texts).length === 0 ? {} : { [key]: texts };
}

/** `files` are `path` or `key=path`, `literals` are `key=text`. */
function dataOf(folder: string, generator: JsonObject): JsonObject | undefined {
  const data: JsonObject = {};
  for (const entry of listOf(generator.files)) {
    const match = typeof entry === 'string' ? /^(?:([^=]+)=)?([^=]+)$/.exec(entry) : null;
    const file = match?.[2] === undefined ? undefined : plainFile(folder, match[2]);
    const text = file === undefined ? undefined : utf8(readFileSync(file));
    if (file === undefined || text === undefined) return undefined;
    data[match?.[1] ?? basename(file)] = text;
  }
  for (const entry of listOf(generator.literals)) {
    const match = typeof entry === 'string' ? /^([^=]+)=([^'"]*)$/s.exec(entry) : null;
    if (match?.[1] === undefined || match[2] === undefined) return undefined;
    data[match[1]] = match[2];
  }
  return data;
}

/** Undefined for bytes that are no text: those go into `binaryData`. */
function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
