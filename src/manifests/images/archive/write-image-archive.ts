import { createHash } from 'node:crypto';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { mediaTypes, nameAnnotation, type Platform } from './oci.ts';
import { endTar, writeTarFile } from './tar-writer.ts';

export interface ImageContent {
  /** Repository and tag, for example `raibid-ci/agent:0.1.0`. */
  name: string;
  platform: Platform;
  /** The configuration as JSON text. */
  config: string;
  annotations: Record<string, string>;
  /** Compressed layers, lowest first. */
  layers: { digest: string; size: number; bytes(): AsyncIterable<Buffer> | Iterable<Buffer> }[];
}

/**
 * Writes one image as an archive whose bytes depend on nothing but the content: an OCI layout (containerd, buildah,
 * `raibid-cli images push`) that has Docker's list of images as well (`docker load`). Answers the manifest's digest.
 */
export async function writeImageArchive(path: string, image: ImageContent): Promise<string> {
  const manifest = manifestText(image);
  const unfinished = `${path}.unfinished`;
  const file = await open(unfinished, 'w');
  try {
    for (const [member, text] of Object.entries(smallMembers(image, manifest)))
      await writeTarFile(file, member, Buffer.byteLength(text), [Buffer.from(text)]);
    await writeLayers(file, image);
    await endTar(file);
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
  return digestOf(manifest);
}

function manifestText({ config, layers, annotations }: ImageContent): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, digest: digestOf(config), size: Buffer.byteLength(config) },
    layers: layers.map(({ digest, size }) => ({ mediaType: mediaTypes.layer, digest, size })),
    annotations,
  });
}

function smallMembers({ name, platform, config, layers }: ImageContent, manifest: string): Record<string, string> {
  const tag = name.split(':').at(-1) ?? '';
  const entry = {
    mediaType: mediaTypes.manifest,
    digest: digestOf(manifest),
    size: Buffer.byteLength(manifest),
    annotations: { [nameAnnotation]: `docker.io/${name}`, 'org.opencontainers.image.ref.name': tag },
    platform,
  };
  const listed = layers.map(({ digest }) => blobPath(digest));
  return {
    'oci-layout': JSON.stringify({ imageLayoutVersion: '1.0.0' }),
    'index.json': JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.index, manifests: [entry] }),
    'manifest.json': JSON.stringify([{ Config: blobPath(digestOf(config)), RepoTags: [name], Layers: listed }]),
    [blobPath(digestOf(manifest))]: manifest,
    [blobPath(digestOf(config))]: config,
  };
}

/** Each once, although an image may hold a layer twice, for example an empty one. */
async function writeLayers(file: FileHandle, { layers }: ImageContent): Promise<void> {
  for (const layer of new Map(layers.map((each) => [each.digest, each])).values())
    await writeTarFile(file, blobPath(layer.digest), layer.size, layer.bytes());
}

/** Where a blob is in an OCI layout. */
export function blobPath(digest: string): string {
  return `blobs/sha256/${digest.replace('sha256:', '')}`;
}

/** SHA-256 in the way the OCI formats write it. */
export function digestOf(content: string | Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
