import type { FaultKind } from './faults.ts';

const validate = (
  name: string,
  rule: string,
  find: RegExp,
  becomes: string | null,
  more: Partial<FaultKind> = {},
): FaultKind => ({
  name,
  command: 'validate',
  rule,
  find,
  becomes,
  ...more,
});
const lint = (
  name: string,
  rule: string,
  find: RegExp,
  becomes: string | null,
  more: Partial<FaultKind> = {},
): FaultKind => ({
  name,
  command: 'lint',
  rule,
  find,
  becomes,
  ...more,
});
const deps = (
  name: string,
  rule: string,
  find: RegExp,
  becomes: string | null,
  more: Partial<FaultKind> = {},
): FaultKind => ({
  name,
  command: 'check-deps',
  rule,
  find,
  becomes,
  ...more,
});

/** Faults that people make, each as one change of one line. */
export const faultKinds: readonly FaultKind[] = [
  // The YAML itself.
  validate('a tab as indentation', 'yaml-syntax', /^ {2}(name: .*)$/, '\t$1'),
  validate('a key twice', 'yaml-duplicate-key', /^( *)(name: \S+)$/, '$1$2\n$1$2', { document: /^kind:/m, offset: 1 }),
  validate('an open quote', 'yaml-syntax', /^( *)(timeZone|path|type): (\S+)$/, '$1$2: "$3'),
  validate('a value with ": "', 'yaml-syntax', /^( *)(kind: \S+)$/, '$1$2: x', { document: /^apiVersion/m }),
  // Schemas.
  validate('a typo in apiVersion', 'unknown-kind', /^apiVersion: apps\/v1$/, 'apiVersion: app/v1'),
  validate(
    'an API that was removed',
    'removed-api',
    /^apiVersion: networking.k8s.io\/v1$/,
    'apiVersion: networking.k8s.io/v1beta1',
    { document: /^kind: Ingress$/m },
  ),
  validate('a typo in kind', 'unknown-kind', /^kind: Deployment$/, 'kind: Deploymant'),
  validate('no kind', 'missing-field', /^kind: ConfigMap$/, null, { foundAt: /^apiVersion/ }),
  validate('a typo in a key', 'unknown-field', /^( *)containers:$/, '$1contaners:'),
  validate('a typo in replicas', 'unknown-field', /^ {2}replicas:/, '  replica:', { document: /^kind:/m }),
  validate('a typo in a nested key', 'unknown-field', /^( *)imagePullPolicy:/, '$1imagePullPolcy:'),
  validate(
    'a key in the wrong case',
    'unknown-field',
    /^( *)containerPort:|^( *- )containerPort:/,
    '$1$2containerport:',
  ),
  validate('a key of another kind', 'unknown-field', /^( *)securityContext:$/, '$1securityContexts:'),
  validate(
    'a number as text',
    'wrong-type',
    /^( *)(replicas|backoffLimit|failureThreshold|maxReplicaCount): (\d+)$/,
    '$1$2: "$3"',
    { document: /^kind:/m },
  ),
  validate(
    'a word for a number',
    'wrong-type',
    /^( *)(- )?(containerPort|port|pollingInterval): \d+$/,
    '$1$2$3: many',
    { document: /^kind: (Deployment|StatefulSet|ScaledJob)$/m },
  ),
  validate(
    'a text for a boolean',
    'wrong-type',
    /^( *)(runAsNonRoot|readOnlyRootFilesystem|prune|automountServiceAccountToken): (true|false)$/,
    '$1$2: "$3"',
  ),
  validate('a number as a label', 'wrong-type', /^( *)(app.kubernetes.io\/component): \S+$/, '$1$2: 7'),
  validate('a boolean as a label', 'wrong-type', /^( *)(app.kubernetes.io\/component): \S+$/, '$1$2: yes'),
  validate('a mapping for a list', 'wrong-type', /^( *)policyTypes:$/, '$1policyTypes: {}\n$1x-left:', {
    foundAt: /policyTypes: \{\}/,
  }),
  validate('an unquoted version', 'wrong-type', /^( *)streamLength: "1"$/, '$1streamLength: 1'),
  validate('a missing required field', 'missing-field', /^( *)pathType: Prefix$/, null, { foundAt: /- path: \// }),
  validate('a missing name', 'missing-field', /^ {2}name: \S+$/, null, { document: /^kind:/m, foundAt: /^metadata:/ }),
  validate(
    'a value outside of its list',
    'invalid-value',
    /^( *)imagePullPolicy: IfNotPresent$/,
    '$1imagePullPolicy: Sometimes',
  ),
  validate('a wrong protocol', 'invalid-value', /^( *)protocol: TCP$/, '$1protocol: tcp'),
  validate('a wrong strategy', 'invalid-value', /^( *)strategy: gradual$/, '$1strategy: slowly'),
  validate('a wrong pathType', 'invalid-value', /^( *)pathType: Prefix$/, '$1pathType: Regex'),
  validate('a wrong interval', 'invalid-value', /^( *)interval: \d+m$/, '$1interval: soon'),
  // Values.
  validate('a bad CPU amount', 'invalid-quantity', /^( *)cpu: \d+m$/, '$1cpu: 100 m'),
  validate('a bad memory amount', 'invalid-quantity', /^( *)memory: (\d+)Mi$/, '$1memory: $2MB'),
  validate('a request above its limit', 'invalid-quantity', /^( *)memory: 64Mi$/, '$1memory: 64Gi', {
    document: /containers:/,
  }),
  validate('a bad storage amount', 'invalid-quantity', /^( *)storage: \d+Gi$/, '$1storage: ten'),
  validate('a bad label value', 'invalid-label', /^( *)(app.kubernetes.io\/managed-by): .*$/, '$1$2: -by hand-'),
  validate(
    'a bad label key',
    'invalid-label',
    /^( *)app.kubernetes.io\/component: (.*)$/,
    '$1app.kubernetes.io/com/ponent: $2',
  ),
  validate('capitals in a name', 'invalid-name', /^ {2}name: (\w)([\w-]*)$/, '  name: X_$1$2', {
    document: /^kind: (Deployment|Service|ConfigMap|ServiceAccount|CronJob)$/m,
  }),
  validate('a bad namespace', 'invalid-name', /^ {2}namespace: raibid-(\w+)$/, '  namespace: Raibid_$1'),
  validate('a bad container name', 'invalid-name', /^( {10}| {12})- name: (agent|backup)$/, '$1- name: The_$2', {
    document: /image:/,
  }),
  validate('a port that is too high', 'invalid-value', /^( *)(- )?containerPort: \d+$/, '$1$2containerPort: 80800'),
  validate('a port name that is too long', 'invalid-name', /^( *)- name: http$/, '$1- name: http-port-for-everything', {
    document: /containerPort/,
  }),
  validate('a bad schedule', 'invalid-schedule', /^( *)schedule: .*$/, '$1schedule: "61 3 * * *"'),
  validate('a bad time zone', 'invalid-value', /^( *)timeZone: .*$/, '$1timeZone: Mars/Olympus'),
  validate('a bad network', 'invalid-value', /^( *)cidr: .*$/, '$1cidr: 10.0.0.300/8'),
  validate('a network outside of its block', 'invalid-value', /^( *)- 10.0.0.0\/8$/, '$1- 10.0.0.0/33'),
  validate('a volume that is not there', 'unknown-volume', /^( {12})- name: (tmp|data)$/, '$1- name: other', {
    document: /mountPath/,
  }),
  validate(
    'a selector that misses',
    'invalid-selector',
    /^( {6})(app.kubernetes.io\/name): (web|redis)$/,
    '$1$2: other',
    { document: /^kind: (Deployment|StatefulSet)$/m, at: 'parent', foundAt: /^ {2}selector:/ },
  ),
  validate('a Job that restarts always', 'invalid-value', /^( *)restartPolicy: Never$/, '$1restartPolicy: Always'),
  validate('a container without an image', 'missing-field', /^( *)image: .*$/, null, {
    foundAt: /^ *- name: (web|redis|agent|backup)$/,
  }),
  validate('a Secret with bad base64', 'invalid-value', /^data:$/, 'data:\n  log: "%%%"', {
    document: /^kind: Secret$/m,
    foundAt: /%%%/,
  }),
  validate('a wrong role kind', 'invalid-value', /^ {2}kind: Role$/, '  kind: Rolle', {
    document: /^kind: RoleBinding$/m,
  }),
  validate('a wrong policy type', 'invalid-value', /^( *)- Egress$/, '$1- Outgoing'),
  validate('no selector', 'unknown-field', /^ {2}selector:$/, '  selectors:', {
    document: /^kind: (Deployment|StatefulSet)$/m,
  }),
  // Rules.
  lint('no name label', 'required-labels', /^ {4}app.kubernetes.io\/name: .*$/, null, { foundAt: /^ {2}labels:/ }),
  lint('no component label', 'required-labels', /^ {4}app.kubernetes.io\/component: .*$/, null, {
    foundAt: /^ {2}labels:/,
  }),
  lint('no part-of label', 'required-labels', /^ {4}app.kubernetes.io\/part-of: .*$/, null, {
    foundAt: /^ {2}labels:/,
  }),
  lint('another part-of', 'required-labels', /^( {4}app.kubernetes.io\/part-of): .*$/, '$1: something'),
  lint('another namespace', 'namespace-name', /^ {2}namespace: raibid-\w+$/, '  namespace: default'),
  lint('the latest tag', 'image-version', /^( *)image: (\S+?)[:@]\S+$/, '$1image: $2:latest'),
  lint('no tag', 'image-version', /^( *)image: (\S+?)[:@]\S+$/, '$1image: $2'),
  lint('a CPU amount in cores', 'resource-units', /^( *)cpu: 1000m$/, '$1cpu: 1', { document: /containers:/ }),
  lint('memory in bytes', 'resource-units', /^( *)memory: 256Mi$/, '$1memory: 268435456', { document: /containers:/ }),
  lint('no memory limit', 'resources-set', /^( *)memory: (512Mi|2Gi)$/, null, {
    document: /containers:/,
    foundAt: /^ *limits:/,
  }),
  lint('root', 'run-as-non-root', /^( *)runAsUser: \d+$/, '$1runAsUser: 0'),
  lint(
    'privilege escalation',
    'no-privilege-escalation',
    /^( *)allowPrivilegeEscalation: false$/,
    '$1allowPrivilegeEscalation: true',
  ),
  lint(
    'a privileged container',
    'no-privileged',
    /^( *)readOnlyRootFilesystem: true$/,
    '$1readOnlyRootFilesystem: true\n$1privileged: true',
    { foundAt: /privileged: true/ },
  ),
  lint(
    'a file system that can be written',
    'read-only-root',
    /^( *)readOnlyRootFilesystem: true$/,
    '$1readOnlyRootFilesystem: false',
  ),
  lint('a capability more', 'drop-capabilities', /^( *)drop: \[ALL\]$/, '$1drop: [ALL]\n$1add: [SYS_ADMIN]', {
    foundAt: /SYS_ADMIN/,
  }),
  lint('capabilities that are kept', 'drop-capabilities', /^( *)drop: \[ALL\]$/, '$1drop: [KILL]'),
  lint('no seccomp', 'seccomp-profile', /^( *)type: RuntimeDefault$/, '$1type: Unconfined'),
  lint(
    'the network of the node',
    'no-host-namespaces',
    /^( *)serviceAccountName: (\S+)$/,
    '$1serviceAccountName: $2\n$1hostNetwork: true',
    { foundAt: /hostNetwork/ },
  ),
  lint('a port of the node', 'no-host-port', /^( *)(- )?(containerPort: 8080)$/, '$1$3\n$1hostPort: 8080', {
    foundAt: /hostPort/,
  }),
  lint(
    'the default ServiceAccount',
    'dedicated-service-account',
    /^( *)serviceAccountName: \S+$/,
    '$1serviceAccountName: default',
  ),
  lint(
    'the token of a ServiceAccount',
    'no-token-automount',
    /^automountServiceAccountToken: false$/,
    'automountServiceAccountToken: true',
  ),
  lint('all verbs', 'least-rbac', /^( *)verbs: \[.*\]$/, '$1verbs: ["*"]'),
  lint('all resources', 'least-rbac', /^( *)resources: \[.*\]$/, '$1resources: ["*"]'),
  lint(
    'a weaker pod security',
    'namespace-pod-security',
    /^( *)(pod-security.kubernetes.io\/enforce): restricted$/,
    '$1$2: baseline',
  ),
  lint(
    'a password in a variable',
    'plaintext-secret',
    /^( *)- name: LOG_LEVEL$/,
    '$1- name: ADMIN_PASSWORD\n$1  value: hunter22\n$1- name: LOG_LEVEL',
    { foundAt: /hunter22/ },
  ),
  lint(
    'a token in a ConfigMap',
    'plaintext-secret',
    /^( *)log-level: info$/,
    '$1token: ghp_abcdefghijklmnopqrstuvwxyz0123456789AB',
  ),
  lint('a private key', 'plaintext-secret', /^( *)log-level: info$/, '$1key: "-----BEGIN RSA PRIVATE KEY-----"'),
  lint('a probe at another port', 'probe-port', /^( *)port: http$/, '$1port: web', { document: /livenessProbe/ }),
  lint('an open Service', 'exposed-service', /^( *)selector:$/, '$1type: NodePort\n$1selector:', {
    document: /^kind: Service$/m,
    foundAt: /NodePort/,
  }),
  lint('a host without TLS', 'ingress-tls', /^( *)- host: .*$/, '$1- host: open.example.com'),
  lint('a Job that stays', 'job-limits', /^( *)ttlSecondsAfterFinished: \d+$/, null, {
    foundAt: /^ {2}jobTargetRef:|^ {4}spec:$/,
  }),
  lint('no deadline', 'cronjob-limits', /^( *)startingDeadlineSeconds: \d+$/, null, { foundAt: /^spec:/ }),
  lint('trailing spaces', 'yaml-trailing-spaces', /^( *kind: \S+)$/, '$1  '),
  lint('a line that is too long', 'yaml-line-length', /^# .*$/, `# ${'word '.repeat(30)}end`),
  lint('two spaces after a colon', 'yaml-colons', /^( *kind): (\S+)$/, '$1:  $2'),
  // References.
  deps('a Service that finds no pod', 'service-target', /^ {2}selector:$/, '  selector:\n    tier: none', {
    document: /^kind: Service$/m,
    foundAt: /^ {2}selector:/,
  }),
  deps('an unknown target port', 'service-target', /^( *)targetPort: \S+$/, '$1targetPort: admin'),
  deps('an unknown backend', 'ingress-backend', /^( {16})name: web$/, '$1name: wob'),
  deps('an unknown backend port', 'ingress-backend', /^( {18}|\s+)name: http$/, '$1name: https', {
    document: /^kind: Ingress$/m,
  }),
  deps('an unknown ConfigMap', 'config-reference', /^( *)name: web-settings$/, '$1name: web-setting', {
    document: /configMapKeyRef/,
  }),
  deps('an unknown key', 'config-reference', /^( *)key: log-level$/, '$1key: loglevel'),
  deps('an unknown Secret', 'config-reference', /^( *)name: redis-users$/, '$1name: redis-user', {
    document: /^kind:/m,
  }),
  deps('an unknown key of a Secret', 'config-reference', /^( *)key: (server|keda)-password$/, '$1key: root-password'),
  deps('an unknown TLS Secret', 'config-reference', /^( *)secretName: .*$/, '$1secretName: other-tls'),
  deps(
    'an unknown ServiceAccount',
    'service-account-reference',
    /^( *)serviceAccountName: (\S+)$/,
    '$1serviceAccountName: $2-2',
  ),
  deps('an unknown claim', 'claim-reference', /^( *)claimName: .*$/, '$1claimName: other'),
  deps('an unknown namespace', 'namespace-reference', /^ {2}namespace: raibid-(\w+)$/, '  namespace: raibid-$1s', {
    document: /^kind: (ConfigMap|Role|ResourceQuota|LimitRange)$/m,
  }),
  deps('a policy for nobody', 'network-policy-peer', /^( {6}app.kubernetes.io\/name): web$/, '$1: wob', {
    document: /^kind: NetworkPolicy$/m,
    foundAt: /^ {2}podSelector:/,
  }),
  deps('a peer that is nobody', 'network-policy-peer', /^( {14}app.kubernetes.io\/name): redis$/, '$1: rediss', {
    document: /^kind: NetworkPolicy$/m,
    foundAt: /^ {10}podSelector:/,
  }),
  deps('an unknown port in a policy', 'network-policy-peer', /^( *)- port: http$/, '$1- port: web', {
    document: /^kind: NetworkPolicy$/m,
  }),
  deps('a budget for nobody', 'budget-target', /^( {6}app.kubernetes.io\/name): web$/, '$1: wob', {
    document: /^kind: PodDisruptionBudget$/m,
    foundAt: /^ {2}selector:/,
  }),
  deps('an unknown TriggerAuthentication', 'scaler-reference', /^( {8})name: redis$/, '$1name: radis', {
    document: /^kind: ScaledJob$/m,
  }),
  deps('an unknown source', 'flux-source', /^( *)name: (infra|kedacore)$/, '$1name: $2-x', { document: /sourceRef/ }),
  deps('an unknown dependency of Flux', 'flux-order', /^( *)- name: redis$/, '$1- name: radis', {
    document: /^kind: Kustomization$/m,
  }),
  deps('a monitor of nothing', 'monitor-target', /^( {6}app.kubernetes.io\/name): web$/, '$1: wob', {
    document: /^kind: ServiceMonitor$/m,
    foundAt: /^ {2}selector:/,
  }),
  deps('an unknown port of a monitor', 'monitor-target', /^( *)- port: http$/, '$1- port: metrics', {
    document: /^kind: ServiceMonitor$/m,
  }),
  deps('an unknown component', 'component-order', /^( *)dependsOn: \[redis\]$/, '$1dependsOn: [radis]', {
    file: /components\.yaml$/,
  }),
  deps('components in a circle', 'component-order', /^( *)dependsOn: \[\]$/, '$1dependsOn: [agents]', {
    file: /components\.yaml$/,
    foundAt: /\[redis, web\]/,
  }),
  deps(
    'a wrong order in deploy-all',
    'component-order',
    /^( *)- task: deploy-redis$/,
    '$1- task: deploy-web\n$1- task: deploy-redis',
    { file: /Taskfile\.yml$/, foundAt: /- task: deploy-web/ },
  ),
  deps('a README of another opinion', 'component-order', /^\| web +\| redis +\|$/, '| web | nothing |', {
    file: /README\.md$/,
  }),
  deps('a value that the chart does not know', 'values-key', /^( *)tag: 1.4.3$/, '$1tagg: 1.4.3', {
    file: /values-dev\.yaml$/,
  }),
];
