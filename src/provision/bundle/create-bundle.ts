import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readImageArchive } from '../../manifests/images/archive/image-archive.ts';
import { RaibidError } from '../../shared/errors.ts';
import { addTree } from '../archive/add-tree.ts';
import type { Manifest } from '../archive/manifest.ts';
import { type ArchiveWriter, diskFull, writeArchive } from '../archive/write-archive.ts';
import type { ComponentEntry } from '../components.ts';
import { bundledBinary, releaseOf } from '../k3s/binary.ts';
import { fetchChecked } from '../tools/fetch-checked.ts';
import { fetchTool, findTool } from '../tools/find-tool.ts';
import { runProgram } from '../tools/run-program.ts';
import { readTool, type ToolName } from '../tools/tool-table.ts';
import { pullImage } from './pull-image.ts';

export interface BundleOptions {
  /** The bundle to write. */
  file: string;
  infra: string;
  entries: readonly ComponentEntry[];
  /** Of the machine it is for: `x64`, `arm64`. */
  architecture: string;
  cache: string;
  mirror: string | null;
  /** Folder with upstream charts; what is not there is pulled. */
  charts: string | null;
  /** Folder with archives of images (`npm run images`, `docker save`); what is not there is pulled. */
  images: string | null;
  credentials: ReadonlyMap<string, string>;
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  now: number;
  progress(text: string): void;
}

/** Gathers everything that `setup` needs without the internet into one archive. Fetched files stay in the cache. */
export async function createBundle(options: BundleOptions): Promise<Manifest> {
  const { file, entries, architecture, now } = options;
  const components = Object.fromEntries(entries.map(({ name, version }) => [name, version]));
  await mkdir(dirname(file), { recursive: true });
  const writer = await writeArchive(file, { kind: 'bundle', about: { architecture, components } }, now);
  try {
    await addTree(writer, 'infra', options.infra, { skip: /^\./ });
    await addK3s(writer, options);
    await addTools(writer, options);
    await addCharts(writer, options);
    await addImages(writer, options);
    return await writer.finish();
  } catch (error) {
    await writer.abandon();
    throw diskFull(error, file);
  }
}

async function addK3s(writer: ArchiveWriter, options: BundleOptions): Promise<void> {
  const { entries, architecture, cache, mirror, signal, progress } = options;
  const entry = entries.find(({ name }) => name === 'k3s');
  if (entry === undefined) return;
  const release = releaseOf(entry.version, architecture);
  const folder = join(cache, 'bundle', `k3s-${entry.version}-${architecture}`);
  const files = { [bundledBinary]: release.binary, [`k3s/${nameIn(release.images)}`]: release.images };
  for (const [name, address] of Object.entries(files)) {
    const path = join(folder, nameIn(address));
    progress(`k3s ${entry.version}: ${nameIn(address)}`);
    if (!existsSync(path)) await fetchChecked(address, release.checksums, path, { mirror, signal });
    await writer.addFile(name, path);
  }
}

async function addTools(writer: ArchiveWriter, options: BundleOptions): Promise<void> {
  const names: ToolName[] = ['helm', 'kubectl'];
  for (const name of names) {
    const tool = readTool(options.infra, name);
    const path = join(options.cache, 'bundle', `${name}-${tool.version}-${options.architecture}`);
    options.progress(`${name} ${tool.version}`);
    if (!existsSync(path)) await fetchTool(tool, path, options, options.architecture);
    await writer.addFile(`tools/${name}`, path);
  }
}

/** Charts of others, as `helm pull` gets them; ours are in infra/. */
async function addCharts(writer: ArchiveWriter, options: BundleOptions): Promise<void> {
  for (const { chart, repository, version } of options.entries) {
    if (chart === undefined || repository === undefined) continue;
    const name = `${chart}-${version}.tgz`;
    options.progress(`chart ${chart} ${version}`);
    const given = options.charts === null ? null : join(options.charts, name);
    const path = given !== null && existsSync(given) ? given : await pullChart(chart, repository, version, options);
    await writer.addFile(`charts/${name}`, path);
  }
}

async function pullChart(chart: string, repository: string, version: string, options: BundleOptions): Promise<string> {
  const folder = join(options.cache, 'bundle', 'charts');
  const path = join(folder, `${chart}-${version}.tgz`);
  if (existsSync(path)) return path;
  const helm = await findTool(readTool(options.infra, 'helm'), { ...options, bundle: null });
  await mkdir(folder, { recursive: true });
  const words = ['pull', chart, '--repo', repository, '--version', version, '--destination', folder];
  const { code, stderr } = await runProgram(helm.file, words, options);
  if (code === 0) return path;
  throw new RaibidError('unreachable', `The chart ${chart} ${version} cannot be pulled: ${stderr.trim()}`, {
    hint: 'Without the repository give the chart in a folder with --charts.',
  });
}

async function addImages(writer: ArchiveWriter, options: BundleOptions): Promise<void> {
  const { entries, architecture, cache, images, progress } = options;
  const given = images === null ? new Map<string, string>() : await archivesIn(images, architecture);
  for (const name of new Set(entries.flatMap((entry) => entry.images))) {
    const member = `${name.replaceAll(/[/:@]/g, '_')}.tar`;
    const path = given.get(plain(name)) ?? join(cache, 'bundle', `images-${architecture}`, member);
    progress(`image ${name}`);
    if (!existsSync(path)) await pullImage(name, architecture, path, options);
    await writer.addFile(`images/${member}`, path);
  }
}

/** Archives of a folder by the names of the images in them. */
async function archivesIn(folder: string, architecture: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const wanted = architecture === 'x64' ? 'amd64' : architecture;
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.tar'))) {
    for (const image of await readImageArchive(join(folder, file))) {
      if (image.platform.architecture === wanted) found.set(plain(image.name), join(folder, file));
    }
  }
  return found;
}

/** `docker.io/raibid-ci/agent:0.1.0` and `raibid-ci/agent:0.1.0` are the same image. */
function plain(name: string): string {
  return name.replace(/^docker\.io\/(library\/)?/, '');
}

function nameIn(address: string): string {
  return address.slice(address.lastIndexOf('/') + 1);
}
