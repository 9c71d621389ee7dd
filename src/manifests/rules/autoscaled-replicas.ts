import { autoscaledWorkloads, workloadKey } from '../lint/autoscaled.ts';
import type { Rule } from '../lint/rule.ts';
import { isObject } from '../manifest.ts';

export const autoscaledReplicas: Rule = {
  name: 'autoscaled-replicas',
  summary: 'A workload that an autoscaler scales does not set replicas itself',
  group: 'reliability',
  severity: 'error',
  tree(objects, tellOf) {
    const targets = autoscaledWorkloads(objects);
    for (const object of objects) {
      const { value } = object.manifest;
      const isSet = isObject(value.spec) && value.spec.replicas !== undefined;
      if (!isSet || !targets.has(workloadKey(object.manifest))) continue;
      const hint = 'Remove replicas: each apply would undo the autoscaler.';
      tellOf(object)(['spec', 'replicas'], 'the autoscaler sets the replicas of this workload', hint, 'key');
    }
  },
};
