import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '../../../src/shared/json.ts';
import { charts, infra, objectsOf, render, valuesFiles } from '../../infra/support/infra.ts';
import { runQuiet } from '../run.ts';

export interface OurObject {
  /** Where it comes from, for people. */
  from: string;
  object: JsonObject;
}

/** Every object of infra/: manifests as they stand, charts rendered with each of their values files, what Flux applies. */
export async function ourObjects(): Promise<OurObject[]> {
  const found: OurObject[] = [];
  const add = (from: string, text: string) => {
    for (const object of objectsOf(text))
      found.push({ from, object: JSON.parse(JSON.stringify(object)) as JsonObject });
  };
  for (const folder of await readdir(infra, { withFileTypes: true })) {
    if (!folder.isDirectory()) continue;
    for (const file of await manifestsOf(folder.name)) add(file, await readFile(join(infra, file), 'utf8'));
  }
  for (const chart of charts)
    for (const values of valuesFiles)
      for (const object of await render(chart, '--values', join(infra, chart, 'chart', values)))
        found.push({ from: `${chart}/chart ${values}`, object: JSON.parse(JSON.stringify(object)) as JsonObject });
  for (const folder of ['flux/flux-system', 'flux/clusters/spark', 'flux/clusters/small'])
    add(folder, await runQuiet(['kubectl', 'kustomize', join(infra, folder)]));
  return found;
}

/** The manifests that `kubectl apply --filename <component>/` takes. */
async function manifestsOf(component: string): Promise<string[]> {
  // k3s's two names are fixed and are no manifests.
  if (['k3s', 'examples', 'scripts'].includes(component)) return [];
  const files = await readdir(join(infra, component));
  return files.filter((file) => file.endsWith('.yaml')).map((file) => join(component, file));
}
