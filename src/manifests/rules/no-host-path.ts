import type { Rule } from '../lint/rule.ts';
import { isObject } from '../manifest.ts';

export const noHostPath: Rule = {
  name: 'no-host-path',
  summary: 'Pods mount no folder of the node',
  group: 'security',
  severity: 'error',
  pod({ spec, path }, tell) {
    for (const [index, volume] of (spec.volumes ?? []).entries()) {
      if (!isObject(volume.hostPath)) continue;
      const folder = String(volume.hostPath.path ?? '');
      const hint = 'Use an emptyDir, a claim or a ConfigMap.';
      tell([...path, 'volumes', index, 'hostPath'], `the pod mounts ${folder} of the node`, hint, 'key');
    }
  },
};
