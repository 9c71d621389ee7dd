import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { z } from 'zod';
import {
  type Descriptor,
  indexSchema,
  manifestSchema,
  mediaTypes,
  nameAnnotation,
} from '../../manifests/images/archive/oci.ts';
import { blobPath, digestOf } from '../../manifests/images/archive/write-image-archive.ts';
import { parseImage } from '../../manifests/images/image-reference.ts';
import { type ReaderOptions, type RegistryReader, registryReader } from '../../manifests/images/registry-reader.ts';
import { RaibidError } from '../../shared/errors.ts';
import { blockSize, encodeHeader, padding } from '../../shared/tar-header.ts';

const indexTypes = [mediaTypes.index, 'application/vnd.docker.distribution.manifest.list.v2+json'];
const manifestTypes = [mediaTypes.manifest, 'application/vnd.docker.distribution.manifest.v2+json'];

/** Names of architectures in images, by that of Node. */
const imageArchitectures: Record<string, string> = { x64: 'amd64', arm64: 'arm64' };

/**
 * Pulls one image for one architecture (`x64`, `arm64`) into an OCI archive that containerd imports under the image's
 * name. Manifest and layers stay byte for byte as they are in the registry, and every digest is checked. Throws
 * `unreachable`, `not_found`, `unauthorized`, `input_invalid`.
 */
export async function pullImage(
  name: string,
  architecture: string,
  file: string,
  options: ReaderOptions,
): Promise<void> {
  const image = parseImage(name);
  if (image === undefined) throw new RaibidError('input_invalid', `"${name}" is no name of an image.`);
  const read = registryReader(image.registry, image.repository, options);
  const manifest = await platformManifest(read, image.digest ?? image.tag, architecture, name);
  const full = `${image.registry}/${image.repository}:${image.tag}`;
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.unfinished`;
  const target = await open(draft, 'w');
  try {
    await writeLayout(target, read, manifest, full);
    await target.sync();
    await rename(draft, file);
  } finally {
    await target.close();
    await rm(draft, { force: true });
  }
}

interface PulledManifest {
  text: string;
  mediaType: string;
  content: z.infer<typeof manifestSchema>;
}

/** The manifest of a tag or digest; of an index the one of this architecture. */
async function platformManifest(
  read: RegistryReader,
  reference: string,
  architecture: string,
  name: string,
): Promise<PulledManifest> {
  const answer = await read(`manifests/${reference}`, [...indexTypes, ...manifestTypes].join(', '));
  const text = await answer.text();
  if (reference.startsWith('sha256:') && digestOf(text) !== reference) throw altered(name, reference);
  const mediaType = answer.headers.get('content-type')?.split(';')[0] ?? mediaTypes.manifest;
  if (!indexTypes.includes(mediaType)) return { text, mediaType, content: parsed(manifestSchema, text, name) };
  const { manifests } = parsed(indexSchema, text, name);
  const wanted = imageArchitectures[architecture] ?? architecture;
  const found = manifests.find(({ platform }) => platform?.os === 'linux' && platform.architecture === wanted);
  if (found === undefined) throw new RaibidError('not_found', `The image ${name} is not there for ${wanted}.`);
  return platformManifest(read, found.digest, architecture, name);
}

async function writeLayout(
  target: FileHandle,
  read: RegistryReader,
  { text, mediaType, content }: PulledManifest,
  name: string,
): Promise<void> {
  const entry = {
    mediaType,
    digest: digestOf(text),
    size: Buffer.byteLength(text),
    annotations: { [nameAnnotation]: name, 'org.opencontainers.image.ref.name': name.split(':').at(-1) ?? '' },
  };
  const { platform, config } = await readConfig(read, content.config, name);
  const index = { schemaVersion: 2, mediaType: mediaTypes.index, manifests: [{ ...entry, platform }] };
  await writeMember(target, 'oci-layout', JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  await writeMember(target, 'index.json', JSON.stringify(index));
  await writeMember(target, blobPath(entry.digest), text);
  await writeMember(target, blobPath(content.config.digest), config);
  // Once each: an image may hold a layer twice.
  for (const layer of new Map(content.layers.map((each) => [each.digest, each])).values()) {
    await writeBlob(target, read, layer, name);
  }
  await target.write(Buffer.alloc(2 * blockSize));
}

/** The configuration names the platform, also where there is no index. */
async function readConfig(
  read: RegistryReader,
  { digest }: Descriptor,
  name: string,
): Promise<{ config: string; platform: { os: string; architecture: string } }> {
  const config = await (await read(`blobs/${digest}`, '*/*')).text();
  if (digestOf(config) !== digest) throw altered(name, digest);
  const { os = 'linux', architecture = '' } = JSON.parse(config) as { os?: string; architecture?: string };
  return { config, platform: { os, architecture } };
}

async function writeMember(target: FileHandle, path: string, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  await target.write(encodeHeader({ path, type: 'file', size: bytes.length }));
  await target.write(bytes);
  await target.write(padding(bytes.length));
}

async function writeBlob(
  target: FileHandle,
  read: RegistryReader,
  { digest, size }: Descriptor,
  name: string,
): Promise<void> {
  const { body } = await read(`blobs/${digest}`, '*/*');
  const hash = createHash('sha256');
  let written = 0;
  await target.write(encodeHeader({ path: blobPath(digest), type: 'file', size }));
  for await (const chunk of body ?? []) {
    hash.update(chunk);
    written += chunk.length;
    if (written > size) break;
    await target.write(chunk);
  }
  if (written !== size || `sha256:${hash.digest('hex')}` !== digest) throw altered(name, digest);
  await target.write(padding(size));
}

function parsed<Schema extends z.ZodType>(schema: Schema, text: string, name: string): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new RaibidError('input_invalid', `The manifest of ${name} does not have the expected form.`, { cause });
  }
}

function altered(name: string, digest: string): RaibidError {
  return new RaibidError('unreachable', `What the registry sent of ${name} does not have the digest ${digest}.`, {
    hint: 'Try again; when it stays so, ask whoever runs the registry or the network.',
  });
}
