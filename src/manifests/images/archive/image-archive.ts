import { type FileHandle, open } from 'node:fs/promises';
import type { z } from 'zod';
import { RaibidError } from '../../../shared/errors.ts';
import { fileSource } from './byte-source.ts';
import {
  type Descriptor,
  indexSchema,
  manifestSchema,
  mediaTypes,
  nameAnnotation,
  type Platform,
  platformSchema,
} from './oci.ts';
import { tarEntries } from './tar-entries.ts';
import { blobPath, digestOf } from './write-image-archive.ts';

/** One image of one platform in an archive. */
export interface ArchivedImage {
  /** File that holds it. */
  archive: string;
  /** As it is named there, for example `docker.io/raibid-ci/agent:0.1.0`. */
  name: string;
  platform: Platform;
  manifest: Descriptor;
  /** The manifest's bytes, as its digest is of. */
  manifestText: string;
  /** Configuration and layers, with their place in the archive. */
  blobs: { digest: string; size: number; offset: number }[];
}

/** A manifest or index is a few kB; nothing larger is read. */
const maxJson = 4 * 1024 * 1024;

/**
 * The images of an archive (OCI layout in a tar file, as `npm run images`, buildah and newer Docker write it). Reads the small
 * parts only. Throws `not_found` for no such file and `input_invalid` for what is no such archive or is damaged.
 */
export async function readImageArchive(path: string): Promise<ArchivedImage[]> {
  const file = await openArchive(path);
  try {
    const reader = await archiveReader(path, file);
    const index = reader.parse('index.json', await reader.text('index.json'), indexSchema);
    const images: ArchivedImage[] = [];
    for (const entry of index.manifests) images.push(await readImage(reader, entry));
    return images;
  } finally {
    await file.close();
  }
}

async function openArchive(path: string): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (cause) {
    throw new RaibidError('not_found', `The archive ${path} cannot be read.`, { cause });
  }
}

interface ArchiveReader {
  path: string;
  text(name: string): Promise<string>;
  parse<T>(name: string, text: string, schema: z.ZodType<T>): T;
  place(digest: string, size: number): { digest: string; size: number; offset: number };
}

async function archiveReader(path: string, file: FileHandle): Promise<ArchiveReader> {
  const members = new Map<string, { size: number; offset: number }>();
  for await (const { path: name, size, offset } of tarEntries(fileSource(file))) members.set(name, { size, offset });
  const wrong = (why: string, cause?: unknown) =>
    new RaibidError('input_invalid', `${path} is no image archive in OCI form: ${why}.`, {
      hint: 'Make one with `npm run images`, or `buildah push NAME oci-archive:FILE`.',
      cause,
    });
  const member = (name: string) => {
    const found = members.get(name);
    if (!found) throw wrong(`it has no ${name}`);
    return found;
  };
  return {
    path,
    async text(name) {
      const { size, offset } = member(name);
      if (size > maxJson) throw wrong(`its ${name} is too large`);
      const { buffer } = await file.read(Buffer.alloc(size), 0, size, offset);
      return buffer.toString('utf8');
    },
    parse(name, text, schema) {
      try {
        return schema.parse(JSON.parse(text));
      } catch (cause) {
        throw wrong(`its ${name} has another form`, cause);
      }
    },
    place(digest, size) {
      const found = member(blobPath(digest));
      if (found.size !== size) throw wrong(`${digest} has ${found.size} bytes instead of ${size}`);
      return { digest, size, offset: found.offset };
    },
  };
}

async function readImage(reader: ArchiveReader, entry: Descriptor): Promise<ArchivedImage> {
  const name = entry.annotations?.[nameAnnotation];
  const manifestText = await blobText(reader, entry.digest);
  const manifest = reader.parse(entry.digest, manifestText, manifestSchema);
  const config = await blobText(reader, manifest.config.digest);
  const platform = reader.parse(manifest.config.digest, config, platformSchema);
  if (name === undefined)
    throw new RaibidError('input_invalid', `${reader.path} does not say what its image is called.`);
  const { os, architecture, variant } = platform;
  return {
    archive: reader.path,
    name,
    platform: { os, architecture, ...(variant !== undefined && { variant }) },
    manifest: { mediaType: mediaTypes.manifest, digest: entry.digest, size: entry.size },
    manifestText,
    blobs: [manifest.config, ...manifest.layers].map(({ digest, size }) => reader.place(digest, size)),
  };
}

/** A small blob, checked against its digest. */
async function blobText(reader: ArchiveReader, digest: string): Promise<string> {
  const text = await reader.text(blobPath(digest));
  if (digestOf(text) === digest) return text;
  throw new RaibidError('input_invalid', `${reader.path} is damaged: ${digest} has other content.`);
}
