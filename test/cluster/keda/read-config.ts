import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { moduleSource } from '../../support/go-build.ts';
import { programGroups } from '../programs/programs.ts';

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});
export type ConfigObject = z.infer<typeof objectSchema>;

/** The objects of one folder of KEDA's own `config/`, as its Go module carries them. */
export async function readConfig(folder: string): Promise<ConfigObject[]> {
  const source = await moduleSource(programGroups.keda.folder, 'github.com/kedacore/keda/v2');
  const place = join(source, 'config', folder);
  const files = (await readdir(place)).filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml');
  const objects: ConfigObject[] = [];
  for (const file of files.sort())
    for (const document of parseAllDocuments(await readFile(join(place, file), 'utf8'))) {
      const value: unknown = document.toJS();
      if (value !== null) objects.push(objectSchema.parse(value));
    }
  return objects;
}
