import { isObject, type Manifest } from '../manifest.ts';
import type { PodSpec } from '../values/shapes.ts';
import type { Path } from '../yaml/positioned-document.ts';
import type { Pod, PodContainer } from './rule.ts';

/** Where each kind keeps its pod template. */
const templates: Record<string, string[]> = {
  Pod: [],
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  PodTemplate: ['template'],
  ScaledJob: ['spec', 'jobTargetRef', 'template'],
};

/** Kinds that make pods. */
export const podKinds: ReadonlySet<string> = new Set(Object.keys(templates));

/** The pod that an object makes, undefined for objects that make none. Values of a wrong type count as absent. */
export function podOf(manifest: Manifest): Pod | undefined {
  const path = templates[manifest.kind];
  if (path === undefined) return undefined;
  let template: unknown = manifest.value;
  for (const step of path) template = isObject(template) ? template[step] : undefined;
  if (!isObject(template)) return undefined;
  const labels = isObject(template.metadata) && isObject(template.metadata.labels) ? template.metadata.labels : {};
  // A template without a spec is no pod to run, but its labels are what selectors mean.
  const spec = (isObject(template.spec) ? template.spec : {}) as unknown as PodSpec;
  return { manifest, spec, labels: labels as Pod['labels'], path: [...path, 'spec'] };
}

/** Containers and init containers of a pod. */
export function containersOf(pod: Pod): PodContainer[] {
  return (['initContainers', 'containers'] as const).flatMap((list) => {
    const containers = Array.isArray(pod.spec[list]) ? pod.spec[list] : [];
    return containers.flatMap((container, index) => {
      const at: Path = [...pod.path, list, index];
      return isObject(container) ? [{ ...pod, container, at, list }] : [];
    });
  });
}

/** True for pods that run all the time, as opposed to those that end. */
export function isService(pod: Pod): boolean {
  return ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController'].includes(pod.manifest.kind);
}
