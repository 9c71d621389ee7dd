import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, runQuietly } from '../command.ts';
import { writeBaseArchive } from './base-archive.ts';
import { assembleBase, type BaseImage, baseName, findBase } from './base-image.ts';
import { makeContext, packPackage } from './build-context.ts';
import { type Builder, builders } from './builders.ts';
import type { ImageDefinition } from './catalogue.ts';
import { chooseBuilder } from './choose-builder.ts';
import { platformRunner } from './emulation.ts';
import { type FinishedImage, finishImage } from './finish-image.ts';
import { layerPacker } from './layers.ts';
import type { ImageOptions } from './options.ts';
import type { ImagePlatform } from './platform.ts';
import { type RunWrapper, stopCommands } from './run-command.ts';

const stopSignals = ['SIGINT', 'SIGTERM'] as const;

/** What the builds of one run share. */
interface Work {
  options: ImageOptions;
  builder: Builder;
  base: BaseImage;
  /** Working folder: contexts, the builder's store, what it saved. */
  folder: string;
  tarball: string;
  version: string;
  revision: string;
  created: string;
  pack: ReturnType<typeof layerPacker>;
}

/** Builds what the options name, and prints each image with its size. */
export async function buildImages(options: ImageOptions): Promise<FinishedImage[]> {
  const folder = await mkdtemp(join(tmpdir(), 'raibid-images-'));
  const stopped = () => {
    stopCommands();
    rmSync(folder, { recursive: true, force: true });
    process.exit(130);
  };
  for (const signal of stopSignals) process.once(signal, stopped);
  try {
    const work = await prepare(options, folder);
    const finished: FinishedImage[] = [];
    for (const platform of options.platforms) finished.push(...(await buildPlatform(work, platform)));
    return finished;
  } finally {
    for (const signal of stopSignals) process.off(signal, stopped);
    await rm(folder, { recursive: true, force: true });
  }
}

async function prepare(options: ImageOptions, folder: string): Promise<Work> {
  const name = options.builder ?? (await chooseBuilder());
  const base = await findBase(options.base);
  console.log(`builder: ${name}`);
  console.log(
    base.from === 'registry'
      ? `base: ${base.reference}`
      : `base: put together from Debian's packages in place of ${baseName} (${base.why})`,
  );
  await mkdir(options.output, { recursive: true });
  await mkdir(join(folder, 'layers'));
  const tarball = options.package ?? (await packPackage(folder));
  const git = (...words: string[]) => runQuietly('git', words).then((text) => text.trim());
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  return {
    options,
    builder: builders[name],
    base,
    folder,
    tarball,
    version: manifest.version,
    revision: await git('rev-parse', 'HEAD'),
    created: new Date(Number(await git('log', '-1', '--format=%ct')) * 1000).toISOString(),
    pack: layerPacker(join(folder, 'layers')),
  };
}

async function buildPlatform(work: Work, platform: ImagePlatform): Promise<FinishedImage[]> {
  const run = await platformRunner(platform);
  const { images } = work.options;
  const context = join(work.folder, `context-${platform.architecture}`);
  await makeContext(context, { tarball: work.tarball, platform, npm: images.some(({ name }) => name === 'job-node') });
  const base = await baseReference(work, platform, run);
  const finished: FinishedImage[] = [];
  for (const image of images) {
    const saved = await build(work, { image, platform, run, context, base });
    const result = await finishImage(saved, finishOptions(work, image));
    await rm(saved);
    console.log(describe(result));
    finished.push(result);
  }
  return finished;
}

interface OneBuild {
  image: ImageDefinition;
  platform: ImagePlatform;
  run: RunWrapper;
  context: string;
  base: string;
}

/** Answers the file that the builder saved the image in. */
async function build(work: Work, { image, platform, run, context, base }: OneBuild): Promise<string> {
  const output = join(work.folder, `${image.name}-${platform.architecture}.tar`);
  const call = {
    folder: join(root, 'images', image.name),
    context,
    platform: platform.name,
    tag: `localhost/${nameOf(work, image)}`,
    arguments: { BASE: base, JOB: `localhost/raibid-ci/job:${work.version}` },
    output,
  };
  for (const command of work.builder.build(call, storeOf(work, platform))) await run(command);
  return output;
}

/** The name by which Containerfiles find the base. Where it comes from packages it is put into the builder's store. */
async function baseReference(work: Work, platform: ImagePlatform, run: RunWrapper): Promise<string> {
  if (work.base.from === 'registry') return work.base.reference;
  const name = 'localhost/debian:bookworm-slim';
  const archive = join(work.folder, 'base.tar');
  await writeBaseArchive(archive, { tree: await assembleBase(platform, run), name, platform });
  for (const command of work.builder.load(archive, storeOf(work, platform))) await run(command);
  await rm(archive);
  return name;
}

function finishOptions(work: Work, image: ImageDefinition): Parameters<typeof finishImage>[1] {
  const { version, revision, created, pack, options } = work;
  return {
    name: nameOf(work, image),
    title: image.title,
    version,
    revision,
    created,
    pack,
    output: options.output,
    ...(work.base.from === 'registry' && { base: { name: baseName, digest: work.base.digest } }),
  };
}

/** Builders keep one image a tag, whatever its platform: each platform has a store of its own. */
function storeOf(work: Work, platform: ImagePlatform): string {
  return join(work.folder, `store-${platform.architecture}`);
}

function nameOf(work: Work, image: ImageDefinition): string {
  return `raibid-ci/${image.name}:${work.version}`;
}

function describe({ name, platform, archive, digest, compressed, packages }: FinishedImage): string {
  const size = `${(compressed / 1e6).toFixed(1)} MB compressed`;
  return `${name} ${platform}: ${size}, ${packages} packages\n  ${digest}\n  ${archive}`;
}
