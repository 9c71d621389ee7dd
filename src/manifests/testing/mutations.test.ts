import { expect, test } from 'vitest';
import { manifestsOf } from '../manifest.ts';
import { ObjectValidator } from '../schema/object-validator.ts';
import { openCatalog } from '../schema/schema-catalog.ts';
import { mutate, placesIn, schemaChanges, valueChanges } from './mutations.ts';

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: { hostNetwork: false, containers: [{ name: 'web', image: 'nginx:1.27.3', ports: [{ containerPort: 80 }] }] },
};

test('every schema fault at every place of a pod is refused', async () => {
  const validator = new ObjectValidator(openCatalog());
  const accepted: string[] = [];
  for (const place of placesIn(pod).filter(([first]) => first !== 'apiVersion' && first !== 'kind')) {
    for (const [name, change] of Object.entries(schemaChanges)) {
      const [manifest] = manifestsOf(mutate(pod, place, change) ?? null);
      if (manifest && (await validator.check(manifest)).faults.length === 0)
        accepted.push(`${name} at ${place.join('.')}`);
    }
  }
  expect(accepted).toEqual([]);
});

const set = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'web', labels: { a: 'b' }, annotations: { a: 'b' }, finalizers: ['a.b/c'] },
  spec: {
    serviceName: 'web',
    selector: { matchLabels: { a: 'b' } },
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
    volumeClaimTemplates: [
      {
        metadata: { name: 'data' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      },
    ],
    template: {
      metadata: { labels: { a: 'b' } },
      spec: { ...pod.spec, volumes: [{ name: 'v', configMap: { name: 'x' } }] },
    },
  },
};

test.each([pod, set])('no change at any place makes the validator fail', async (object) => {
  const validator = new ObjectValidator(openCatalog());
  for (const place of placesIn(object)) {
    for (const change of Object.values({ ...schemaChanges, ...valueChanges })) {
      const [manifest] = manifestsOf(mutate(object, place, change) ?? null);
      if (manifest && !validator.kindFault(manifest)) await validator.check(manifest);
    }
  }
});

test('a change leaves the original alone', () => {
  const before = structuredClone(pod);
  mutate(pod, ['spec', 'containers', 0], schemaChanges['a key too many'] ?? (() => false));
  expect(pod).toEqual(before);
});
