import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataOf, type FluxObject, listOf, report, requestOf, run } from './cluster.ts';

const kind = 'helmreleases.helm.toolkit.fluxcd.io';

interface HelmRelease {
  releaseName: string;
  targetNamespace: string;
  timeout?: string;
  chart: { spec: { chart: string; version?: string; sourceRef: { kind: string; name: string } } };
  valuesFrom?: { kind: string; name: string; valuesKey: string }[];
}

/** What was deployed last, by namespace and name: chart and values, what asked for it, and the revision that it made. */
const deployed = new Map<string, { content: string; asked: string; revision: number }>();

/** Looks at every HelmRelease, and upgrades those whose chart or values are others than at the last time. */
export async function deployReleases(): Promise<void> {
  for (const release of await listOf<HelmRelease>(kind)) {
    await deploy(release).catch((error: unknown) =>
      report(kind, release, { isReady: false, reason: 'UpgradeFailed', message: String(error) }),
    );
  }
}

async function deploy(release: FluxObject<HelmRelease>): Promise<void> {
  const { metadata, spec } = release;
  const key = `${metadata.namespace}/${metadata.name}`;
  const work = await mkdtemp(join(tmpdir(), 'helm-'));
  try {
    const values = await valuesOf(release);
    const source = await sourceOf(release);
    const asked = JSON.stringify([metadata.generation, requestOf(metadata.annotations)]);
    const content = createHash('sha256')
      .update(JSON.stringify([values, source, spec]))
      .digest('hex');
    const last = deployed.get(key);
    if (last?.content === content && last.asked === asked) return;
    // As the real one does: a release that somebody else changed is not what it deployed.
    const isOurs = last?.content === content && (await revisionOf(release)).revision === last.revision;
    if (!isOurs) await upgrade(release, source, values, work);
    const message = `Helm upgrade succeeded for release ${spec.targetNamespace}/${spec.releaseName}`;
    await report(kind, release, { isReady: true, reason: 'UpgradeSucceeded', message });
    deployed.set(key, { content, asked, revision: (await revisionOf(release)).revision });
    console.log(message);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function upgrade(release: FluxObject<HelmRelease>, source: string, values: string[], work: string) {
  const { spec } = release;
  const files = values.map((_, index) => join(work, `values-${index}.yaml`));
  for (const [index, file] of files.entries()) await writeFile(file, values[index] ?? '');
  const chart = await chartFile(spec.chart.spec.chart, source, work);
  const place = ['--namespace', spec.targetNamespace, '--wait', '--timeout', spec.timeout ?? '5m'];
  // As the real one does: what an interrupted helm left is taken out of the way.
  if ((await revisionOf(release)).status.startsWith('pending-'))
    await run('helm', ['rollback', spec.releaseName, '--namespace', spec.targetNamespace, '--force-conflicts']);
  const words = ['upgrade', '--install', spec.releaseName, chart, '--force-conflicts', ...place];
  await run('helm', [...words, ...files.flatMap((file) => ['--values', file])]);
}

/** The newest revision of a release; 0 where there is none. */
async function revisionOf({ spec }: FluxObject<HelmRelease>): Promise<{ revision: number; status: string }> {
  const words = ['list', '--output=json', '--namespace', spec.targetNamespace, '--filter'];
  const found = JSON.parse(await run('helm', [...words, `^${spec.releaseName}$`])) as {
    revision: string;
    status: string;
  }[];
  return { revision: Number(found[0]?.revision ?? 0), status: found[0]?.status ?? '' };
}

async function valuesOf({ metadata, spec }: FluxObject<HelmRelease>): Promise<string[]> {
  const texts: string[] = [];
  for (const from of spec.valuesFrom ?? []) {
    const text = (await dataOf(from.kind, metadata.namespace, from.name))[from.valuesKey];
    if (text === undefined) throw new Error(`missing key ${from.valuesKey} in ${from.kind} ${from.name}`);
    texts.push(text);
  }
  return texts;
}

/** Address of the artifact with the chart, or the archive in this image of a chart that comes from a repository. */
async function sourceOf({ metadata, spec }: FluxObject<HelmRelease>): Promise<string> {
  const { chart, version, sourceRef } = spec.chart.spec;
  if (sourceRef.kind !== 'GitRepository') return `/charts/${chart}-${version}.tgz`;
  const words = ['get', 'gitrepository', sourceRef.name, `--namespace=${metadata.namespace}`];
  return run('kubectl', [...words, '--output=jsonpath={.status.artifact.url}']);
}

async function chartFile(chart: string, source: string, work: string): Promise<string> {
  if (!source.startsWith('http')) return source;
  const answer = await fetch(source);
  if (!answer.ok) throw new Error(`${source}: HTTP status ${answer.status}`);
  const archive = join(work, 'source.tar.gz');
  await writeFile(archive, Buffer.from(await answer.arrayBuffer()));
  const folder = join(work, 'source');
  await mkdir(folder);
  await run('tar', ['--extract', '--gzip', '--file', archive, '--directory', folder]);
  return join(folder, chart);
}
