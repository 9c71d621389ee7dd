import { createHash } from 'node:crypto';
import { open, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mediaTypes, nameAnnotation } from '../../src/manifests/images/archive/oci.ts';
import { endTar, writeTarFile } from '../../src/manifests/images/archive/tar-writer.ts';
import { type BuilderArchive, readBuilderArchive } from './builder-archive.ts';
import { imageEpoch } from './epoch.ts';
import { layerBytes, type PackedLayer } from './layers.ts';
import { softwareIn, spdxDocument } from './sbom.ts';

export interface FinishOptions {
  /** `raibid-ci/agent:0.1.0` */
  name: string;
  title: string;
  version: string;
  /** Commit that the package was made from. */
  revision: string;
  /** Time of that commit, RFC 3339. */
  created: string;
  /** The base where it came from a registry; absent where it was put together from packages. */
  base?: { name: string; digest: string };
  /** Folder of the results. */
  output: string;
  pack: (diffId: string, stream: () => AsyncIterable<Buffer>) => Promise<PackedLayer>;
}

export interface FinishedImage {
  name: string;
  platform: string;
  archive: string;
  sbom: string;
  /** Of the manifest: the image's identity. */
  digest: string;
  /** Bytes that a registry keeps and a node pulls. */
  compressed: number;
  packages: number;
}

/**
 * Turns what a builder saved into the image that is given away: layers compressed in one way, labels, a list of its
 * software (SPDX) beside it, all in an archive whose bytes depend on nothing but the content. The archive is an OCI layout
 * (containerd, buildah, `raibid-cli images push`) that has Docker's list of images as well (`docker load`).
 */
export async function finishImage(saved: string, options: FinishOptions): Promise<FinishedImage> {
  const builder = await readBuilderArchive(saved);
  const { architecture, os } = builder.config;
  const stem = `${options.name.replace(/[/:]/g, '-')}-${os}-${architecture}`;
  const software = await softwareIn(builder);
  const spdx = spdxDocument(`${options.name} ${os}/${architecture}`, software, options.created);
  const sbom = join(options.output, `${stem}.spdx.json`);
  await writeFile(sbom, spdx);

  const labels = labelsFor(options, `sha256:${sha256(spdx)}`);
  const layers: PackedLayer[] = [];
  for (const [index, layer] of builder.layers.entries())
    layers.push(await options.pack(builder.config.rootfs.diff_ids[index] ?? '', layer.stream));
  const config = JSON.stringify(finalConfig(builder, labels, options.created));
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, digest: `sha256:${sha256(config)}`, size: Buffer.byteLength(config) },
    layers: layers.map(({ digest, size }) => ({ mediaType: mediaTypes.layer, digest, size })),
    annotations: labels,
  });
  const archive = join(options.output, `${stem}.tar`);
  await writeArchive(archive, options.name, { config, manifest, layers, platform: { os, architecture } });
  const compressed = layers.reduce((total, { size }) => total + size, 0);
  const digest = `sha256:${sha256(manifest)}`;
  const { name } = options;
  return { name, platform: `${os}/${architecture}`, archive, sbom, digest, compressed, packages: software.length };
}

/** Labels of the image-spec, and where its list of software is to be recognised by. */
function labelsFor(options: FinishOptions, sbomDigest: string): Record<string, string> {
  const prefix = 'org.opencontainers.image';
  return {
    'dev.raibid-ci.sbom.digest': sbomDigest,
    'dev.raibid-ci.sbom.format': 'SPDX-2.3',
    ...(options.base && {
      [`${prefix}.base.digest`]: options.base.digest,
      [`${prefix}.base.name`]: options.base.name,
    }),
    [`${prefix}.created`]: options.created,
    [`${prefix}.licenses`]: 'Apache-2.0',
    [`${prefix}.revision`]: options.revision,
    [`${prefix}.title`]: options.title,
    [`${prefix}.version`]: options.version,
  };
}

/** The builder's configuration without what differs from builder to builder. */
function finalConfig({ config }: BuilderArchive, labels: Record<string, string>, created: string): object {
  const at = new Date(imageEpoch * 1000).toISOString();
  const { User, Env, Entrypoint, Cmd, WorkingDir, ExposedPorts } = config.config;
  return {
    created,
    architecture: config.architecture,
    ...(config.architecture === 'arm64' && { variant: 'v8' }),
    os: config.os,
    config: { User, ExposedPorts, Env, Entrypoint, Cmd, WorkingDir, Labels: labels },
    rootfs: { type: 'layers', diff_ids: config.rootfs.diff_ids },
    history: config.rootfs.diff_ids.map(() => ({ created: at })),
  };
}

interface ArchiveContent {
  config: string;
  manifest: string;
  layers: PackedLayer[];
  platform: { os: string; architecture: string };
}

async function writeArchive(path: string, name: string, content: ArchiveContent): Promise<void> {
  const { config, manifest, layers, platform } = content;
  const blob = (digest: string) => `blobs/sha256/${digest.replace('sha256:', '')}`;
  const entry = {
    mediaType: mediaTypes.manifest,
    digest: `sha256:${sha256(manifest)}`,
    size: Buffer.byteLength(manifest),
    annotations: { [nameAnnotation]: `docker.io/${name}`, 'org.opencontainers.image.ref.name': name.split(':')[1] },
    platform,
  };
  const texts = {
    'oci-layout': JSON.stringify({ imageLayoutVersion: '1.0.0' }),
    'index.json': JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.index, manifests: [entry] }),
    'manifest.json': JSON.stringify([
      { Config: blob(sha256(config)), RepoTags: [name], Layers: layers.map(({ digest }) => blob(digest)) },
    ]),
    [blob(sha256(manifest))]: manifest,
    [blob(sha256(config))]: config,
  };
  const unfinished = `${path}.unfinished`;
  const file = await open(unfinished, 'w');
  try {
    for (const [member, text] of Object.entries(texts))
      await writeTarFile(file, member, Buffer.byteLength(text), [Buffer.from(text)]);
    // A layer may be in an image twice, for example an empty one.
    for (const layer of new Map(layers.map((each) => [each.digest, each])).values())
      await writeTarFile(file, blob(layer.digest), layer.size, layerBytes(layer));
    await endTar(file);
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
