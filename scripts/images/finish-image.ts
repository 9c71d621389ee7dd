import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf, writeImageArchive } from '../../src/manifests/images/archive/write-image-archive.ts';
import { type BuilderArchive, readBuilderArchive } from './builder-archive.ts';
import { imageEpoch } from './epoch.ts';
import type { PackedLayer } from './layers.ts';
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
 * software (SPDX) beside it. The same content gives the same bytes.
 */
export async function finishImage(saved: string, options: FinishOptions): Promise<FinishedImage> {
  const builder = await readBuilderArchive(saved);
  const { architecture, os } = builder.config;
  const stem = `${options.name.replace(/[/:]/g, '-')}-${os}-${architecture}`;
  const software = await softwareIn(builder);
  const spdx = spdxDocument(`${options.name} ${os}/${architecture}`, software, options.created);
  const sbom = join(options.output, `${stem}.spdx.json`);
  await writeFile(sbom, spdx);

  const labels = labelsFor(options, digestOf(spdx));
  const layers: PackedLayer[] = [];
  for (const [index, layer] of builder.layers.entries())
    layers.push(await options.pack(builder.config.rootfs.diff_ids[index] ?? '', layer.stream));
  const archive = join(options.output, `${stem}.tar`);
  const digest = await writeImageArchive(archive, {
    name: options.name,
    platform: { os, architecture },
    config: JSON.stringify(finalConfig(builder, labels, options.created)),
    annotations: labels,
    layers: layers.map((layer) => ({ ...layer, bytes: () => createReadStream(layer.path) })),
  });
  const compressed = layers.reduce((total, { size }) => total + size, 0);
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
