import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CatalogFile, CatalogIndex, SchemaNode } from '../../src/manifests/schema/catalog-format.ts';
import { compactSchema } from './../../src/manifests/schema/compact-schema.ts';
import { mergeVersions } from './merge-versions.ts';
import { shareSubtrees } from './share-subtrees.ts';
import { catalogSources, kubernetesVersions } from './sources.ts';
import { catalogText, sha256 } from './write-catalog.ts';

const folder = join(import.meta.dirname, '../../schemas');
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const index = JSON.parse(read('index.json')) as CatalogIndex;
const names = Object.keys(index.files);

describe('the committed catalog', () => {
  test('is what the list of sources says, from checked modules', () => {
    expect(index.kubernetesVersions).toEqual([...kubernetesVersions]);
    expect(names.toSorted()).toEqual(catalogSources.map((source) => source.file).toSorted());
    const wanted = catalogSources.flatMap(({ file, modules }) =>
      modules.map(({ module, version }) => ({ file, module, version })),
    );
    expect(index.sources.map(({ file, module, version }) => ({ file, module, version }))).toEqual(wanted);
    for (const { sum } of index.sources) expect(sum).toMatch(/^h1:[\w+/]{43}=$/);
  });

  test.each(names)('%s.json was written by the builder and not changed since', (name) => {
    const text = read(`${name}.json`);
    expect(sha256(text)).toBe(index.files[name]?.sha256);
    expect(catalogText(JSON.parse(text) as CatalogFile)).toBe(text);
  });

  test('is below 3 MB and holds no prose', () => {
    const files = readdirSync(folder);
    expect(files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0)).toBeLessThan(3_000_000);
    for (const name of names) expect(read(`${name}.json`)).not.toMatch(/"description":"[^"]{40}/);
  });

  test.each(names)('%s.json refers only to definitions that are there', (name) => {
    const file = JSON.parse(read(`${name}.json`)) as CatalogFile;
    const common = JSON.parse(read('kubernetes.json')) as CatalogFile;
    const missing = [...JSON.stringify(file.definitions).matchAll(/"#([^"]+)"/g)]
      .map((match) => match[1] ?? '')
      .filter((definition) => !(definition in file.definitions) && !(definition in common.definitions));
    expect(missing).toEqual([]);
    expect(Object.values(file.kinds).filter(({ schema }) => !(schema in file.definitions))).toEqual([]);
  });

  test('knows the kinds that the platform is made of', () => {
    const known = new Set(Object.values(index.files).flatMap((file) => file.kinds));
    for (const kind of [
      'v1 Pod',
      'apps/v1 Deployment',
      'batch/v1 CronJob',
      'networking.k8s.io/v1 NetworkPolicy',
      'policy/v1 PodDisruptionBudget',
      'keda.sh/v1alpha1 ScaledJob',
      'keda.sh/v1alpha1 TriggerAuthentication',
      'helm.toolkit.fluxcd.io/v2 HelmRelease',
      'kustomize.toolkit.fluxcd.io/v1 Kustomization',
      'source.toolkit.fluxcd.io/v1 GitRepository',
      'notification.toolkit.fluxcd.io/v1 Receiver',
      'image.toolkit.fluxcd.io/v1 ImagePolicy',
      'monitoring.coreos.com/v1 ServiceMonitor',
      'monitoring.coreos.com/v1 PrometheusRule',
      'helm.cattle.io/v1 HelmChart',
      'helm.cattle.io/v1 HelmChartConfig',
      'k3s.cattle.io/v1 Addon',
      'cert-manager.io/v1 Certificate',
      'cert-manager.io/v1 ClusterIssuer',
      'gateway.networking.k8s.io/v1 HTTPRoute',
      'audit.k8s.io/v1 Policy',
    ]) {
      expect(known).toContain(kind);
    }
  });
});

describe('building it', () => {
  test('keeps names and constraints, and drops descriptions', () => {
    const schema = {
      type: 'object',
      description: 'prose',
      required: ['size'],
      properties: {
        size: { type: 'integer', format: 'int32', minimum: 1, description: 'prose' },
        description: { type: 'string' },
        port: { anyOf: [{ type: 'integer' }, { type: 'string' }], 'x-kubernetes-int-or-string': true },
        rest: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        names: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
      },
    };
    expect(compactSchema(schema, (ref) => ref)).toEqual({
      fields: {
        size: { type: 'int32', minimum: 1 },
        description: 'string',
        port: 'int-or-string',
        rest: 'object',
        names: { list: 'string', set: true },
      },
      required: ['size'],
    });
  });

  test('records only where Kubernetes versions differ', () => {
    const set = (fields: Record<string, SchemaNode>, kinds: string[]) => ({
      definitions: { same: 'string' as SchemaNode, Pod: { fields } },
      kinds: Object.fromEntries(kinds.map((kind) => [kind, { schema: 'Pod', scope: 'Namespaced' as const }])),
    });
    const merged = mergeVersions('x', [
      { version: '1.1', set: set({ a: 'string' }, ['v1 Pod', 'v1 Old']) },
      { version: '1.2', set: set({ a: 'string' }, ['v1 Pod', 'v1 Old']) },
      { version: '1.3', set: set({ a: 'string', b: 'string' }, ['v1 Pod', 'v1 New']) },
    ]);
    expect(merged.definitions).toEqual({
      same: 'string',
      Pod: { since: { '1.1': { fields: { a: 'string' } }, '1.3': { fields: { a: 'string', b: 'string' } } } },
    });
    expect(merged.kinds['v1 Old']).toMatchObject({ until: '1.3' });
    expect(merged.kinds['v1 New']).toMatchObject({ from: '1.3' });
  });

  test('gives what occurs twice a name of its own', () => {
    const big = {
      fields: Object.fromEntries(Array.from({ length: 9 }, (_, number) => [`field-number-${number}`, 'string'])),
    };
    const shared = shareSubtrees({ title: 'x', kinds: {}, definitions: { A: { fields: { one: big, two: big } } } });
    const [name] = Object.keys(shared.definitions).filter((each) => each.startsWith('shared.'));
    expect(shared.definitions.A).toEqual({ fields: { one: `#${name}`, two: `#${name}` } });
    expect(shared.definitions[name ?? '']).toEqual(big);
  });
});
