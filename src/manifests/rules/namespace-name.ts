import type { Rule } from '../lint/rule.ts';

/** Kinds that belong to the whole cluster. */
const clusterKinds = new Set([
  'Namespace',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'PersistentVolume',
  'StorageClass',
  'PriorityClass',
  'IngressClass',
  'RuntimeClass',
  'APIService',
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ClusterIssuer',
  'ClusterTriggerAuthentication',
  'GatewayClass',
  'CSIDriver',
  'Node',
  'VolumeSnapshotClass',
  'FlowSchema',
  'PriorityLevelConfiguration',
  'DeviceClass',
  'Kustomization.config',
  'Policy',
]);

/** Namespaces that are not ours to name. */
const shared = new Set(['kube-system', 'flux-system', 'default', 'kube-public']);

export const namespaceName: Rule = {
  name: 'namespace-name',
  summary: 'Objects name their namespace, which is raibid-<component>',
  group: 'standards',
  severity: 'error',
  object({ kind, name, namespace }, tell, options) {
    const prefix = typeof options.prefix === 'string' ? options.prefix : 'raibid-';
    const others = Array.isArray(options.others) ? options.others : [];
    const isOurs = (text: string) => text.startsWith(prefix) || others.includes(text);
    const hint = `Use a namespace of the form ${prefix}<component>.`;
    if (kind === 'Namespace') {
      if (!isOurs(name)) tell(['metadata', 'name'], `the namespace "${name}" is not ${prefix}<component>`, hint);
    } else if (clusterKinds.has(kind)) {
      if (namespace !== '') tell(['metadata', 'namespace'], `a ${kind} has no namespace`, 'Remove it.', 'key');
    } else if (namespace === '') {
      tell(['metadata'], 'the object names no namespace', hint, 'inside');
    } else if (!isOurs(namespace) && (namespace === 'default' || !shared.has(namespace))) {
      tell(['metadata', 'namespace'], `the namespace "${namespace}" is not ${prefix}<component>`, hint);
    }
  },
};
