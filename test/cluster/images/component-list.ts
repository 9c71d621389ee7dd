import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const infra = join(import.meta.dirname, '..', '..', '..', 'infra');
const listSchema = z.object({
  components: z.array(
    z.looseObject({ name: z.string(), version: z.string(), images: z.array(z.string()).default([]) }),
  ),
});

/** The images of these components of `infra/components.yaml`; of all where none is named. */
export async function componentImages(names: string[] = []): Promise<string[]> {
  for (const name of names) await componentVersion(name);
  const wanted = (await components()).filter(({ name }) => names.length === 0 || names.includes(name));
  return wanted.flatMap((component) => component.images);
}

/** The version that is deployed of a component. */
export async function componentVersion(name: string): Promise<string> {
  const found = (await components()).find((component) => component.name === name);
  if (found === undefined) throw new Error(`infra/components.yaml has no component ${name}`);
  return found.version;
}

async function components(): Promise<z.infer<typeof listSchema>['components']> {
  return listSchema.parse(parse(await readFile(join(infra, 'components.yaml'), 'utf8'))).components;
}
