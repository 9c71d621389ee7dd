import type { Rule } from '../lint/rule.ts';
import { isObject } from '../manifest.ts';

const label = 'pod-security.kubernetes.io/enforce';

export const namespacePodSecurity: Rule = {
  name: 'namespace-pod-security',
  summary: 'Namespaces enforce the restricted pod security standard',
  group: 'security',
  severity: 'error',
  object({ kind, value }, tell) {
    if (kind !== 'Namespace') return;
    const metadata = isObject(value.metadata) ? value.metadata : {};
    const level = isObject(metadata.labels) ? metadata.labels[label] : undefined;
    if (level === 'restricted') return;
    const isGiven = level !== undefined;
    const message = isGiven ? `the namespace enforces only "${String(level)}"` : `the label "${label}" is missing`;
    tell(
      ['metadata', 'labels', ...(isGiven ? [label] : [])],
      message,
      `Set ${label}: restricted.`,
      isGiven ? 'value' : 'inside',
    );
  },
};
