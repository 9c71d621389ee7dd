import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { JsonValue } from '../../shared/json.ts';
import type { Fault } from '../finding.ts';
import { isObject } from '../manifest.ts';
import type { SchemaNode } from '../schema/catalog-format.ts';
import { readText } from '../yaml/read-text.ts';
import { kustomizationInputs } from './kustomization-inputs.ts';
import { buildPlainKustomization, type PlainBuild } from './plain-kustomization.ts';
import { runCached } from './render-cache.ts';
import type { Rendering } from './render-chart.ts';
import { findTool, type ToolOptions } from './run-tool.ts';

const texts: SchemaNode = { list: 'string' };
const target: SchemaNode = {
  fields: {
    group: 'string',
    version: 'string',
    kind: 'string',
    name: 'string',
    namespace: 'string',
    labelSelector: 'string',
    annotationSelector: 'string',
  },
};
const generator = {
  name: 'string',
  namespace: 'string',
  behavior: { type: 'string', enum: ['create', 'replace', 'merge'] },
  literals: texts,
  files: texts,
  envs: texts,
  env: 'string',
  options: {
    fields: {
      labels: { map: 'string' },
      annotations: { map: 'string' },
      disableNameSuffixHash: 'boolean',
      immutable: 'boolean',
    },
  },
} satisfies Record<string, SchemaNode>;

/** The form of kustomization.yaml (kustomize v5); `kustomize build` itself lets unknown keys in nested places pass. */
export const kustomizationSchema = {
  fields: {
    apiVersion: { type: 'string', enum: ['kustomize.config.k8s.io/v1beta1', 'kustomize.config.k8s.io/v1alpha1'] },
    kind: { type: 'string', enum: ['Kustomization', 'Component'] },
    metadata: 'object',
    resources: texts,
    bases: texts,
    components: texts,
    crds: texts,
    configurations: texts,
    generators: texts,
    transformers: texts,
    validators: texts,
    patchesStrategicMerge: texts,
    namePrefix: 'string',
    nameSuffix: 'string',
    namespace: 'string',
    commonLabels: { map: 'string' },
    commonAnnotations: { map: 'string' },
    labels: {
      list: {
        fields: { pairs: { map: 'string' }, includeSelectors: 'boolean', includeTemplates: 'boolean', fields: 'any' },
      },
    },
    patches: { list: { fields: { path: 'string', patch: 'string', target, options: { map: 'boolean' } } } },
    patchesJson6902: { list: { fields: { path: 'string', patch: 'string', target, options: { map: 'boolean' } } } },
    images: {
      list: {
        fields: { name: 'string', newName: 'string', newTag: 'string', digest: 'string', tagSuffix: 'string' },
        required: ['name'],
      },
    },
    replicas: { list: { fields: { name: 'string', count: 'integer' }, required: ['name', 'count'] } },
    configMapGenerator: { list: { fields: generator } },
    secretGenerator: { list: { fields: { ...generator, type: 'string' } } },
    generatorOptions: generator.options,
    replacements: { list: 'object' },
    vars: { list: 'object' },
    openapi: 'object',
    buildMetadata: texts,
    sortOptions: 'object',
    helmCharts: { list: 'object' },
    helmGlobals: 'object',
    inventory: 'object',
    helmChartInflationGenerator: { list: 'object' },
  },
} satisfies SchemaNode;

const fieldNames = new Set(Object.keys(kustomizationSchema.fields).map((name) => name.toLowerCase()));

/** kustomize finds the fields of a kustomization whatever their case: `nameprefix` is not unknown to it. */
export function isFieldInOtherCase({ rule, path }: Fault): boolean {
  return rule === 'unknown-field' && path.length === 1 && fieldNames.has(String(path[0]).toLowerCase());
}

/** Files of parts of objects, and of objects that only kustomize reads. */
const pluginLists = ['patchesStrategicMerge', 'configurations', 'generators', 'transformers', 'validators'];

/** Files that a kustomization names as patches and the like: they are no manifests. Absolute paths. */
export function patchFilesOf(file: string, value: JsonValue): string[] {
  if (!isObject(value)) return [];
  const patches = [value.patches, value.patchesJson6902].flatMap((list) => (Array.isArray(list) ? list : []));
  const paths = patches.map((patch) => (isObject(patch) ? patch.path : undefined));
  const others = pluginLists.flatMap((key) => (Array.isArray(value[key]) ? value[key] : []));
  return [...paths, ...others].filter((path) => typeof path === 'string').map((path) => resolve(dirname(file), path));
}

/** Local paths under `resources` and the like, with where they stand; addresses on the network are left out. */
export function localResources(value: JsonValue): { at: [string, number]; path: string }[] {
  if (!isObject(value)) return [];
  return ['resources', 'bases', 'components', 'crds', 'patchesStrategicMerge'].flatMap((key) => {
    const list = Array.isArray(value[key]) ? value[key] : [];
    return list.flatMap((path, index) => {
      const isLocal = typeof path === 'string' && !path.includes('://') && !/^(git@|github\.com\/)|\?ref=/.test(path);
      return isLocal && !path.includes('\n') ? [{ at: [key, index] as [string, number], path }] : [];
    });
  });
}

/** A program that builds kustomizations. */
export interface Kustomize {
  file: string;
  how: 'kustomize build' | 'kubectl kustomize';
}

export function findKustomize(path: string | undefined): Kustomize | undefined {
  const kustomize = findTool('kustomize', path);
  if (kustomize !== undefined) return { file: kustomize, how: 'kustomize build' };
  const kubectl = findTool('kubectl', path);
  return kubectl === undefined ? undefined : { file: kubectl, how: 'kubectl kustomize' };
}

/**
 * What a kustomization is built to. A plain one is built here: `read` are files that are looked at anyway, and so left out of
 * it. Undefined when it needs a program that is not there.
 */
export async function buildKustomization(
  kustomize: Kustomize | undefined,
  folder: string,
  read: ReadonlySet<string>,
  options: ToolOptions,
): Promise<Rendering | undefined> {
  const plain = await buildPlainKustomization(folder);
  if (plain !== undefined) return { how: 'kustomize build', text: textOf(plain, read) };
  if (kustomize === undefined) return undefined;
  const { file, how } = kustomize;
  const inputs = await kustomizationInputs(folder);
  const result = await runCached(file, [how.split(' ')[1] ?? '', folder], inputs, options);
  return result.ok ? { how, text: result.stdout } : { how, failure: result.stderr };
}

function textOf({ files, made }: PlainBuild, read: ReadonlySet<string>): string {
  const others = files.filter((file) => !read.has(file)).map((file) => readText(readFileSync(file)).text);
  return [...others, ...made.map((object) => JSON.stringify(object))].join('\n---\n');
}
