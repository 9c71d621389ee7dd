import type { Rule } from '../lint/rule.ts';
import { isObject } from '../manifest.ts';

export const autoscaledReplicas: Rule = {
  name: 'autoscaled-replicas',
  summary: 'A workload that an autoscaler scales does not set replicas itself',
  group: 'reliability',
  severity: 'error',
  tree(objects, tellOf) {
    const targets = new Set(
      objects.flatMap(({ manifest: { kind, namespace, value } }) => {
        const isScaler = kind === 'HorizontalPodAutoscaler' || kind === 'ScaledObject';
        const target = isScaler && isObject(value.spec) ? value.spec.scaleTargetRef : undefined;
        return isObject(target) ? [`${namespace} ${String(target.kind ?? 'Deployment')} ${String(target.name)}`] : [];
      }),
    );
    for (const object of objects) {
      const { kind, name, namespace, value } = object.manifest;
      const isSet = isObject(value.spec) && value.spec.replicas !== undefined;
      if (!isSet || !targets.has(`${namespace} ${kind} ${name}`)) continue;
      const hint = 'Remove replicas: each apply would undo the autoscaler.';
      tellOf(object)(['spec', 'replicas'], 'the autoscaler sets the replicas of this workload', hint, 'key');
    }
  },
};
