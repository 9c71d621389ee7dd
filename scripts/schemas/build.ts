/**
 * Builds schemas/ from the OpenAPI documents and CRDs that the projects' Go modules carry: `node scripts/schemas/build.ts`.
 * Needs Go >= 1.26 and the Go module proxy. The result is committed; src/manifests reads only that.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CatalogFile, CatalogIndex } from '../../src/manifests/schema/catalog-format.ts';
import { downloadModule, generateCrds } from './go-modules.ts';
import { mergeVersions } from './merge-versions.ts';
import { readCrdFolder } from './read-crds.ts';
import { readSwagger, type SchemaSet } from './read-openapi.ts';
import { shareSubtrees } from './share-subtrees.ts';
import { type CatalogSource, catalogSources, kubernetesVersions, type ModuleSource } from './sources.ts';
import { writeCatalog } from './write-catalog.ts';

const output = join(import.meta.dirname, '../../schemas');

async function build(): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'raibid-schemas-'));
  try {
    await writeFile(join(work, 'go.mod'), 'module example/schemas\n\ngo 1.26.0\n');
    const sources: CatalogIndex['sources'] = [];
    const files: Record<string, CatalogFile> = {};
    for (const source of catalogSources) files[source.file] = await buildFile(work, source, sources);
    const size = await writeCatalog(output, files, { kubernetesVersions: [...kubernetesVersions], sources });
    console.log(`${Object.keys(files).length} files, ${Math.ceil(size / 1024)} KiB in ${output}`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function buildFile(work: string, source: CatalogSource, sources: CatalogIndex['sources']): Promise<CatalogFile> {
  const sets: { version: string; set: SchemaSet }[] = [];
  for (const module of source.modules) {
    const { dir, sum } = await downloadModule(work, module.module, module.version);
    sources.push({ file: source.file, module: module.module, version: module.version, sum });
    sets.push({ version: module.version.replace(/^v(\d+\.\d+).*/, '$1'), set: await readModule(work, module, dir) });
  }
  if (source.modules[0]?.from === 'openapi') return mergeVersions(source.title, sets);
  // Where two folders define the same kind (Gateway API's channels), the later one knows more fields.
  const definitions = Object.assign({}, ...sets.map(({ set }) => set.definitions));
  const kinds = Object.assign({}, ...sets.map(({ set }) => set.kinds));
  return shareSubtrees({ title: source.title, definitions, kinds });
}

async function readModule(work: string, module: ModuleSource, dir: string): Promise<SchemaSet> {
  if (module.from === 'openapi') return readSwagger(join(dir, module.paths[0] ?? ''), join(dir, module.paths[1] ?? ''));
  const folder = module.from === 'types' ? await generateCrds(work, module) : join(dir, ...module.paths);
  return readCrdFolder(folder, module.configuration);
}

await build();
