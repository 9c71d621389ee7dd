import { isObject, type Manifest } from '../manifest.ts';
import type { ReadObject } from '../validate/inspector.ts';

/** The workloads whose replicas an autoscaler sets, as `workloadKey` names them. */
export function autoscaledWorkloads(objects: readonly ReadObject[]): Set<string> {
  return new Set(
    objects.flatMap(({ manifest: { kind, namespace, value } }) => {
      const isScaler = kind === 'HorizontalPodAutoscaler' || kind === 'ScaledObject';
      const target = isScaler && isObject(value.spec) ? value.spec.scaleTargetRef : undefined;
      return isObject(target) ? [`${namespace} ${String(target.kind ?? 'Deployment')} ${String(target.name)}`] : [];
    }),
  );
}

export function workloadKey({ namespace, kind, name }: Manifest): string {
  return `${namespace} ${kind} ${name}`;
}
