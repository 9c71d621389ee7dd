import type { JsonObject, JsonValue } from '../../shared/json.ts';
import { autoscaledWorkloads, workloadKey } from '../lint/autoscaled.ts';
import { podOf } from '../lint/pods.ts';
import type { Rule } from '../lint/rule.ts';
import { isObject, type Manifest } from '../manifest.ts';
import type { ReadObject } from '../validate/inspector.ts';
import { selectorMatches } from '../values/selector-match.ts';
import type { Selector } from '../values/shapes.ts';

export const evictingBudget: Rule = {
  name: 'evicting-budget',
  summary: 'A PodDisruptionBudget lets at least one pod go',
  group: 'reliability',
  severity: 'warning',
  tree(objects, tellOf) {
    const scaled = autoscaledWorkloads(objects);
    for (const object of objects) {
      if (object.manifest.kind !== 'PodDisruptionBudget') continue;
      const spec = specOf(object.manifest);
      const workloads = selectedWorkloads(object, spec, objects);
      const isFixed = workloads.length > 0 && !workloads.some((each) => scaled.has(workloadKey(each)));
      const replicas = workloads.reduce((sum, each) => sum + replicasOf(each), 0);
      const field = blockingField(spec, isFixed ? replicas : undefined);
      if (field === undefined) continue;
      const message = `the budget lets no pod go, so no node under them can be drained${isFixed ? ` (replicas: ${replicas})` : ''}`;
      tellOf(object)(['spec', field], message, 'Write maxUnavailable: 1, or remove the budget of a single pod.');
    }
  },
};

function specOf({ value }: Manifest): JsonObject {
  return isObject(value.spec) ? value.spec : {};
}

/** Deployments and the like in the same namespace, from the same rendering, whose pods the budget selects. */
function selectedWorkloads(budget: ReadObject, spec: JsonObject, objects: readonly ReadObject[]): Manifest[] {
  return objects.flatMap(({ manifest, origin }) => {
    const isWorkload = ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'].includes(manifest.kind);
    const isNear =
      manifest.namespace === budget.manifest.namespace &&
      (origin.rendered === undefined || origin.rendered === budget.origin.rendered);
    const pod = isWorkload && isNear ? podOf(manifest) : undefined;
    return pod && selectorMatches(spec.selector as Selector | undefined, pod.labels) ? [manifest] : [];
  });
}

function replicasOf(manifest: Manifest): number {
  const { replicas } = specOf(manifest);
  return typeof replicas === 'number' ? replicas : 1;
}

/** The field that keeps every pod; `replicas` is undefined where their number is not known. */
function blockingField(spec: JsonObject, replicas: number | undefined): string | undefined {
  if (isOneOf(spec.maxUnavailable, [0, '0%'])) return 'maxUnavailable';
  const { minAvailable } = spec;
  if (minAvailable === '100%') return 'minAvailable';
  // A workload that is switched off needs no pod to go.
  const isAll = typeof minAvailable === 'number' && replicas !== undefined && replicas > 0 && minAvailable >= replicas;
  return isAll ? 'minAvailable' : undefined;
}

function isOneOf(value: JsonValue | undefined, wanted: readonly JsonValue[]): boolean {
  return value !== undefined && wanted.includes(value);
}
