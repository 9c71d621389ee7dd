import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { z } from 'zod';
import { fileSource } from '../../src/manifests/images/archive/byte-source.ts';
import { type TarEntry, tarEntries } from '../../src/manifests/images/archive/tar-entries.ts';

/** What a builder saved: the form of `docker save`, which buildah and podman write as well, with layers as plain tar. */
export interface BuilderArchive {
  /** The image's configuration, as the builder wrote it. */
  config: z.infer<typeof configSchema>;
  /** The layers, lowest first. */
  layers: { size: number; stream(): AsyncIterable<Buffer> }[];
}

const configSchema = z.looseObject({
  architecture: z.string(),
  os: z.string(),
  config: z.looseObject({ Labels: z.record(z.string(), z.string()).nullish() }),
  rootfs: z.looseObject({ diff_ids: z.array(z.string()) }),
  history: z
    .array(z.looseObject({ created_by: z.string().optional(), empty_layer: z.boolean().optional() }))
    .default([]),
});
const listSchema = z.array(z.object({ Config: z.string(), Layers: z.array(z.string()) })).length(1);

export async function readBuilderArchive(path: string): Promise<BuilderArchive> {
  const file = await open(path);
  try {
    const entries = await entriesByPath(file);
    const json = async (name: string): Promise<unknown> => {
      const { offset, size } = entryOf(entries, name);
      return JSON.parse((await file.read(Buffer.alloc(size), 0, size, offset)).buffer.toString('utf8'));
    };
    const [list] = listSchema.parse(await json('manifest.json'));
    if (!list) throw new Error(`${path} holds no image`);
    return {
      config: configSchema.parse(await json(list.Config)),
      layers: list.Layers.map((name) => layerAt(path, entryOf(entries, name))),
    };
  } finally {
    await file.close();
  }
}

async function entriesByPath(file: FileHandle): Promise<Map<string, TarEntry>> {
  const entries = new Map<string, TarEntry>();
  for await (const entry of tarEntries(fileSource(file))) entries.set(entry.path, entry);
  return entries;
}

function entryOf(entries: Map<string, TarEntry>, name: string): TarEntry {
  const entry = entries.get(name);
  if (entry?.type !== 'file') throw new Error(`the builder's archive has no file ${name}`);
  return entry;
}

function layerAt(path: string, { offset, size }: TarEntry): BuilderArchive['layers'][number] {
  return { size, stream: () => createReadStream(path, { start: offset, end: offset + size - 1 }) };
}
