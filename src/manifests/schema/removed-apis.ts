interface RemovedApi {
  /** Where the kind lives now; null: nowhere. */
  now: string | null;
  /** The release that dropped it. */
  since: string;
}

/** apiVersions that no supported release serves, each with the kinds it had. Facts: Kubernetes' deprecation guide. */
const removed: [apiVersion: string, kinds: string, now: string | null, since: string][] = [
  ['extensions/v1beta1', 'Deployment DaemonSet ReplicaSet', 'apps/v1', 'Kubernetes 1.16'],
  ['extensions/v1beta1', 'NetworkPolicy', 'networking.k8s.io/v1', 'Kubernetes 1.16'],
  ['extensions/v1beta1', 'Ingress', 'networking.k8s.io/v1', 'Kubernetes 1.22'],
  ['extensions/v1beta1', 'PodSecurityPolicy', null, 'Kubernetes 1.16'],
  ['apps/v1beta1', 'Deployment StatefulSet ControllerRevision', 'apps/v1', 'Kubernetes 1.16'],
  ['apps/v1beta2', 'Deployment DaemonSet ReplicaSet StatefulSet ControllerRevision', 'apps/v1', 'Kubernetes 1.16'],
  ['networking.k8s.io/v1beta1', 'Ingress IngressClass', 'networking.k8s.io/v1', 'Kubernetes 1.22'],
  [
    'rbac.authorization.k8s.io/v1beta1',
    'Role RoleBinding ClusterRole ClusterRoleBinding',
    'rbac.authorization.k8s.io/v1',
    'Kubernetes 1.22',
  ],
  [
    'rbac.authorization.k8s.io/v1alpha1',
    'Role RoleBinding ClusterRole ClusterRoleBinding',
    'rbac.authorization.k8s.io/v1',
    'Kubernetes 1.22',
  ],
  ['apiextensions.k8s.io/v1beta1', 'CustomResourceDefinition', 'apiextensions.k8s.io/v1', 'Kubernetes 1.22'],
  ['apiregistration.k8s.io/v1beta1', 'APIService', 'apiregistration.k8s.io/v1', 'Kubernetes 1.22'],
  [
    'admissionregistration.k8s.io/v1beta1',
    'ValidatingWebhookConfiguration MutatingWebhookConfiguration',
    'admissionregistration.k8s.io/v1',
    'Kubernetes 1.22',
  ],
  ['certificates.k8s.io/v1beta1', 'CertificateSigningRequest', 'certificates.k8s.io/v1', 'Kubernetes 1.22'],
  ['coordination.k8s.io/v1beta1', 'Lease', 'coordination.k8s.io/v1', 'Kubernetes 1.22'],
  ['scheduling.k8s.io/v1beta1', 'PriorityClass', 'scheduling.k8s.io/v1', 'Kubernetes 1.22'],
  ['storage.k8s.io/v1beta1', 'StorageClass VolumeAttachment CSINode CSIDriver', 'storage.k8s.io/v1', 'Kubernetes 1.22'],
  ['storage.k8s.io/v1beta1', 'CSIStorageCapacity', 'storage.k8s.io/v1', 'Kubernetes 1.27'],
  ['batch/v1beta1', 'CronJob', 'batch/v1', 'Kubernetes 1.25'],
  ['batch/v2alpha1', 'CronJob', 'batch/v1', 'Kubernetes 1.21'],
  ['discovery.k8s.io/v1beta1', 'EndpointSlice', 'discovery.k8s.io/v1', 'Kubernetes 1.25'],
  ['events.k8s.io/v1beta1', 'Event', 'events.k8s.io/v1', 'Kubernetes 1.25'],
  ['policy/v1beta1', 'PodDisruptionBudget', 'policy/v1', 'Kubernetes 1.25'],
  ['policy/v1beta1', 'PodSecurityPolicy', null, 'Kubernetes 1.25'],
  ['node.k8s.io/v1beta1', 'RuntimeClass', 'node.k8s.io/v1', 'Kubernetes 1.25'],
  ['autoscaling/v2beta1', 'HorizontalPodAutoscaler', 'autoscaling/v2', 'Kubernetes 1.25'],
  ['autoscaling/v2beta2', 'HorizontalPodAutoscaler', 'autoscaling/v2', 'Kubernetes 1.26'],
  [
    'flowcontrol.apiserver.k8s.io/v1beta1',
    'FlowSchema PriorityLevelConfiguration',
    'flowcontrol.apiserver.k8s.io/v1',
    'Kubernetes 1.26',
  ],
  [
    'flowcontrol.apiserver.k8s.io/v1beta2',
    'FlowSchema PriorityLevelConfiguration',
    'flowcontrol.apiserver.k8s.io/v1',
    'Kubernetes 1.29',
  ],
  [
    'flowcontrol.apiserver.k8s.io/v1beta3',
    'FlowSchema PriorityLevelConfiguration',
    'flowcontrol.apiserver.k8s.io/v1',
    'Kubernetes 1.32',
  ],
  [
    'source.toolkit.fluxcd.io/v1beta1',
    'GitRepository HelmRepository HelmChart Bucket',
    'source.toolkit.fluxcd.io/v1',
    'Flux 2.7',
  ],
  [
    'source.toolkit.fluxcd.io/v1beta2',
    'GitRepository HelmRepository HelmChart Bucket OCIRepository',
    'source.toolkit.fluxcd.io/v1',
    'Flux 2.8',
  ],
  ['kustomize.toolkit.fluxcd.io/v1beta1', 'Kustomization', 'kustomize.toolkit.fluxcd.io/v1', 'Flux 2.7'],
  ['kustomize.toolkit.fluxcd.io/v1beta2', 'Kustomization', 'kustomize.toolkit.fluxcd.io/v1', 'Flux 2.7'],
  ['helm.toolkit.fluxcd.io/v2beta1', 'HelmRelease', 'helm.toolkit.fluxcd.io/v2', 'Flux 2.7'],
  ['helm.toolkit.fluxcd.io/v2beta2', 'HelmRelease', 'helm.toolkit.fluxcd.io/v2', 'Flux 2.8'],
  ['keda.k8s.io/v1alpha1', 'ScaledObject ScaledJob TriggerAuthentication', 'keda.sh/v1alpha1', 'KEDA 2.0'],
  [
    'cert-manager.io/v1alpha2',
    'Certificate Issuer ClusterIssuer CertificateRequest',
    'cert-manager.io/v1',
    'cert-manager 1.6',
  ],
  [
    'cert-manager.io/v1alpha3',
    'Certificate Issuer ClusterIssuer CertificateRequest',
    'cert-manager.io/v1',
    'cert-manager 1.6',
  ],
  [
    'cert-manager.io/v1beta1',
    'Certificate Issuer ClusterIssuer CertificateRequest',
    'cert-manager.io/v1',
    'cert-manager 1.6',
  ],
];

const byKey = new Map<string, RemovedApi>(
  removed.flatMap(([apiVersion, kinds, now, since]) =>
    kinds.split(' ').map((kind) => [`${apiVersion} ${kind}`, { now, since }] as const),
  ),
);

/** What became of a kind that is no longer served, undefined when it never was. */
export function removedApi(apiVersion: string, kind: string): RemovedApi | undefined {
  return byKey.get(`${apiVersion} ${kind}`);
}
