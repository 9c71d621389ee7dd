import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadModule, generateCrds } from '../../scripts/schemas/go-modules.ts';
import { catalogSources } from '../../scripts/schemas/sources.ts';
import { isThere, keep } from './keep.ts';
import { bedCache } from './programs/build.ts';

/**
 * A folder with the custom resource definitions of one project (`prometheus-operator`, `keda`, `flux`...: the files of
 * the catalog in schemas/), in the versions that the catalog was made from. Made once, kept in the cache.
 */
export async function customResources(project: string): Promise<string> {
  const source = catalogSources.find((each) => each.file === project);
  if (source === undefined) throw new Error(`the catalog has no ${project}`);
  const digest = createHash('sha256').update(JSON.stringify(source)).digest('hex').slice(0, 12);
  const folder = join(bedCache(), 'crds', `${project}-${digest}`);
  if (await isThere(folder)) return folder;
  const work = await mkdtemp(join(tmpdir(), 'raibid-crds-'));
  try {
    await writeFile(join(work, 'go.mod'), 'module raibid.invalid/crds\n\ngo 1.26.0\n');
    const made = join(work, 'made');
    for (const module of source.modules) {
      const { dir } = await downloadModule(work, module.module, module.version);
      const from = module.from === 'types' ? await generateCrds(work, module) : join(dir, ...module.paths);
      await cp(from, join(made, module.module.replaceAll('/', '-')), { recursive: true });
    }
    await mkdir(join(bedCache(), 'crds'), { recursive: true });
    const unfinished = `${folder}.${process.pid}`;
    await cp(made, unfinished, { recursive: true });
    await keep(unfinished, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return folder;
}
