import { faultsFor } from './faults.ts';

const fault = faultsFor('check-deps');

/** References that lead nowhere, and orders that do not agree; `check-deps` tells of it. */
export const depsFaults = [
  fault('a Service that finds no pod', 'service-target', /^ {2}selector:$/, '  selector:\n    tier: none', {
    document: /^kind: Service$/m,
    foundAt: /^ {2}selector:/,
  }),
  fault('an unknown target port', 'service-target', /^( *)targetPort: \S+$/, '$1targetPort: admin'),
  fault('an unknown backend', 'ingress-backend', /^( {16})name: web$/, '$1name: wob'),
  fault('an unknown backend port', 'ingress-backend', /^( {18}|\s+)name: http$/, '$1name: https', {
    document: /^kind: Ingress$/m,
  }),
  fault('an unknown ConfigMap', 'config-reference', /^( *)name: web-settings$/, '$1name: web-setting', {
    document: /configMapKeyRef/,
  }),
  fault('an unknown key', 'config-reference', /^( *)key: log-level$/, '$1key: loglevel'),
  fault('an unknown Secret', 'config-reference', /^( *)name: redis-users$/, '$1name: redis-user', {
    document: /^kind:/m,
  }),
  fault('an unknown key of a Secret', 'config-reference', /^( *)key: (server|keda)-password$/, '$1key: root-password'),
  fault('an unknown TLS Secret', 'config-reference', /^( *)secretName: .*$/, '$1secretName: other-tls'),
  fault(
    'an unknown ServiceAccount',
    'service-account-reference',
    /^( *)serviceAccountName: (\S+)$/,
    '$1serviceAccountName: $2-2',
  ),
  fault('an unknown claim', 'claim-reference', /^( *)claimName: .*$/, '$1claimName: other'),
  fault('an unknown namespace', 'namespace-reference', /^ {2}namespace: raibid-(\w+)$/, '  namespace: raibid-$1s', {
    document: /^kind: (ConfigMap|Role|ResourceQuota|LimitRange)$/m,
  }),
  fault('a policy for nobody', 'network-policy-peer', /^( {6}app.kubernetes.io\/name): web$/, '$1: wob', {
    document: /^kind: NetworkPolicy$/m,
    foundAt: /^ {2}podSelector:/,
  }),
  fault('a peer that is nobody', 'network-policy-peer', /^( {14}app.kubernetes.io\/name): redis$/, '$1: rediss', {
    document: /^kind: NetworkPolicy$/m,
    foundAt: /^ {10}podSelector:/,
  }),
  fault('an unknown port in a policy', 'network-policy-peer', /^( *)- port: http$/, '$1- port: web', {
    document: /^kind: NetworkPolicy$/m,
  }),
  fault('a budget for nobody', 'budget-target', /^( {6}app.kubernetes.io\/name): web$/, '$1: wob', {
    document: /^kind: PodDisruptionBudget$/m,
    foundAt: /^ {2}selector:/,
  }),
  fault('an unknown TriggerAuthentication', 'scaler-reference', /^( {8})name: redis$/, '$1name: radis', {
    document: /^kind: ScaledJob$/m,
  }),
  fault('an unknown source', 'flux-source', /^( *)name: (infra|kedacore)$/, '$1name: $2-x', { document: /sourceRef/ }),
  fault('an unknown dependency of Flux', 'flux-order', /^( *)- name: redis$/, '$1- name: radis', {
    document: /^kind: Kustomization$/m,
  }),
  fault('a monitor of nothing', 'monitor-target', /^( {6}app.kubernetes.io\/name): web$/, '$1: wob', {
    document: /^kind: ServiceMonitor$/m,
    foundAt: /^ {2}selector:/,
  }),
  fault('an unknown port of a monitor', 'monitor-target', /^( *)- port: http$/, '$1- port: metrics', {
    document: /^kind: ServiceMonitor$/m,
  }),
  fault('an unknown component', 'component-order', /^( *)dependsOn: \[redis\]$/, '$1dependsOn: [radis]', {
    file: /components\.yaml$/,
  }),
  fault('components in a circle', 'component-order', /^( *)dependsOn: \[\]$/, '$1dependsOn: [agents]', {
    file: /components\.yaml$/,
    foundAt: /\[redis, web\]/,
  }),
  fault(
    'a wrong order in deploy-all',
    'component-order',
    /^( *)- task: deploy-redis$/,
    '$1- task: deploy-web\n$1- task: deploy-redis',
    { file: /Taskfile\.yml$/, foundAt: /- task: deploy-web/ },
  ),
  fault('a README of another opinion', 'component-order', /^\| web +\| redis +\|$/, '| web | nothing |', {
    file: /README\.md$/,
  }),
  fault('a value that the chart does not know', 'values-key', /^( *)tag: 1.4.3$/, '$1tagg: 1.4.3', {
    file: /values-dev\.yaml$/,
  }),
];
