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

/** All images of `infra/components.yaml`. */
export async function componentImages(): Promise<string[]> {
  return (await components()).flatMap((component) => component.images);
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
