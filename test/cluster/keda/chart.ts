import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { helmFolder } from '../../../src/manifests/testing/helm.ts';
import { componentVersion } from '../images/component-list.ts';
import { isThere } from '../keep.ts';
import { bedCache } from '../programs/build.ts';
import { runQuiet } from '../run.ts';
import { chartObject } from './chart-objects.ts';
import { rightsTemplate } from './chart-rights.ts';
import { chartValues } from './chart-values.ts';
import { type ConfigObject, readConfig } from './read-config.ts';
import { onlyWhen, templateText } from './template-text.ts';

/**
 * The packed chart `keda-<version>.tgz`, which stands in for the upstream chart where its repository cannot be reached:
 * the manifests that KEDA's Go module carries, with the values of infra/keda/chart put in. Made once, kept in the cache.
 */
export async function kedaChart(): Promise<string> {
  const version = await componentVersion('keda');
  const folder = join(bedCache(), 'charts', await digestOfSources());
  const file = join(folder, `keda-${version}.tgz`);
  if (await isThere(file)) return file;
  const work = await mkdtemp(join(tmpdir(), 'raibid-keda-chart-'));
  try {
    await writeChart(join(work, 'keda'), version);
    await runQuiet([join(helmFolder(), 'helm'), 'package', join(work, 'keda'), '--destination', work]);
    await mkdir(folder, { recursive: true });
    const unfinished = `${file}.${process.pid}`;
    await copyFile(join(work, `keda-${version}.tgz`), unfinished);
    await rename(unfinished, file);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return file;
}

async function writeChart(folder: string, version: string): Promise<void> {
  await mkdir(join(folder, 'templates'), { recursive: true });
  const write = (name: string, text: string) => writeFile(join(folder, name), text);
  const description = 'Stand-in for the upstream chart, made of the manifests in the Go module of KEDA';
  await write('Chart.yaml', stringify({ apiVersion: 'v2', name: 'keda', version, appVersion: version, description }));
  await write('values.yaml', stringify(chartValues));
  await write('templates/crds.yaml', texts(await readConfig('crd/bases')));
  const parts = ['service_account', 'rbac', 'manager', 'metrics-server', 'webhooks'];
  for (const part of parts) {
    const objects = (await readConfig(part)).filter((object) => !isOperatorRight(object));
    await write(`templates/${part}.yaml`, texts(objects.map(chartObject)));
  }
  const role = (await readConfig('rbac')).find((object) => isOperatorRight(object) && object.kind === 'ClusterRole');
  if (role === undefined) throw new Error("KEDA's config has no ClusterRole keda-operator");
  await write('templates/rights.yaml', rightsTemplate(role));
  await write(
    'templates/service-monitor.yaml',
    onlyWhen('.Values.prometheus.operator.serviceMonitor.enabled', monitor),
  );
}

/** Written by `rightsTemplate` instead. */
function isOperatorRight({ kind, metadata }: ConfigObject): boolean {
  return metadata.name === 'keda-operator' && (kind === 'ClusterRole' || kind === 'ClusterRoleBinding');
}

function texts(objects: ConfigObject[]): string {
  return objects.map(templateText).join('---\n');
}

const monitor = stringify({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'ServiceMonitor',
  metadata: { name: 'keda-operator' },
  spec: { selector: { matchLabels: { 'app.kubernetes.io/name': 'keda-operator' } }, endpoints: [{ port: 'metrics' }] },
});

/** Of this folder's own code: a change of it makes the chart anew. */
async function digestOfSources(): Promise<string> {
  const hash = createHash('sha256');
  for (const file of (await readdir(import.meta.dirname)).sort())
    hash.update(await readFile(join(import.meta.dirname, file)));
  return `keda-${hash.digest('hex').slice(0, 12)}`;
}
