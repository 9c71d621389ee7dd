/**
 * The values that the wrapped chart knows: those that infra/keda/chart sets, under the upstream chart's names and with
 * its defaults. Whatever else the upstream chart can do is not there.
 */
export const chartValues = {
  image: {
    keda: { registry: 'ghcr.io', repository: 'kedacore/keda', tag: '' },
    metricsApiServer: { registry: 'ghcr.io', repository: 'kedacore/keda-metrics-apiserver', tag: '' },
    webhooks: { registry: 'ghcr.io', repository: 'kedacore/keda-admission-webhooks', tag: '' },
    pullPolicy: 'Always',
  },
  additionalLabels: {},
  watchNamespace: '',
  operator: {
    replicaCount: 1,
    livenessProbe: { initialDelaySeconds: 25 },
    readinessProbe: { initialDelaySeconds: 20 },
  },
  metricsServer: {
    replicaCount: 1,
    livenessProbe: { initialDelaySeconds: 5 },
    readinessProbe: { initialDelaySeconds: 5 },
  },
  webhooks: {
    replicaCount: 1,
    failurePolicy: 'Ignore',
    livenessProbe: { initialDelaySeconds: 25 },
    readinessProbe: { initialDelaySeconds: 20 },
  },
  rbac: { enabledCustomScaledRefKinds: true, scaledRefKinds: [] },
  permissions: { metricServer: { restrict: { secret: false } } },
  logging: { operator: { level: 'info', timeEncoding: 'rfc3339' } },
  enableServiceLinks: true,
  podSecurityContext: {
    operator: { runAsNonRoot: true },
    metricServer: { runAsNonRoot: true },
    webhooks: { runAsNonRoot: true },
  },
  resources: { operator: {}, metricServer: {}, webhooks: {} },
  prometheus: { operator: { enabled: false, serviceMonitor: { enabled: false } } },
};
