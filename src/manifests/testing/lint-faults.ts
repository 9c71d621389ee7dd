import { faultsFor } from './faults.ts';

const fault = faultsFor('lint');

/** What people get wrong against the standards; `lint` tells of it. */
export const lintFaults = [
  fault('no name label', 'required-labels', /^ {4}app.kubernetes.io\/name: .*$/, null, { foundAt: /^ {2}labels:/ }),
  fault('no component label', 'required-labels', /^ {4}app.kubernetes.io\/component: .*$/, null, {
    foundAt: /^ {2}labels:/,
  }),
  fault('no part-of label', 'required-labels', /^ {4}app.kubernetes.io\/part-of: .*$/, null, {
    foundAt: /^ {2}labels:/,
  }),
  fault('another part-of', 'required-labels', /^( {4}app.kubernetes.io\/part-of): .*$/, '$1: something'),
  fault('another namespace', 'namespace-name', /^ {2}namespace: raibid-\w+$/, '  namespace: default'),
  fault('the latest tag', 'image-version', /^( *)image: (\S+?)[:@]\S+$/, '$1image: $2:latest'),
  fault('no tag', 'image-version', /^( *)image: (\S+?)[:@]\S+$/, '$1image: $2'),
  fault('a CPU amount in cores', 'resource-units', /^( *)cpu: 1000m$/, '$1cpu: 1', { document: /containers:/ }),
  fault('memory in bytes', 'resource-units', /^( *)memory: 256Mi$/, '$1memory: 268435456', { document: /containers:/ }),
  fault('no memory limit', 'resources-set', /^( *)memory: (512Mi|2Gi)$/, null, {
    document: /containers:/,
    foundAt: /^ *limits:/,
  }),
  fault('root', 'run-as-non-root', /^( *)runAsUser: \d+$/, '$1runAsUser: 0'),
  fault(
    'privilege escalation',
    'no-privilege-escalation',
    /^( *)allowPrivilegeEscalation: false$/,
    '$1allowPrivilegeEscalation: true',
  ),
  fault(
    'a privileged container',
    'no-privileged',
    /^( *)readOnlyRootFilesystem: true$/,
    '$1readOnlyRootFilesystem: true\n$1privileged: true',
    { foundAt: /privileged: true/ },
  ),
  fault(
    'a file system that can be written',
    'read-only-root',
    /^( *)readOnlyRootFilesystem: true$/,
    '$1readOnlyRootFilesystem: false',
  ),
  fault('a capability more', 'drop-capabilities', /^( *)drop: \[ALL\]$/, '$1drop: [ALL]\n$1add: [SYS_ADMIN]', {
    foundAt: /SYS_ADMIN/,
  }),
  fault('capabilities that are kept', 'drop-capabilities', /^( *)drop: \[ALL\]$/, '$1drop: [KILL]'),
  fault('no seccomp', 'seccomp-profile', /^( *)type: RuntimeDefault$/, '$1type: Unconfined'),
  fault(
    'the network of the node',
    'no-host-namespaces',
    /^( *)serviceAccountName: (\S+)$/,
    '$1serviceAccountName: $2\n$1hostNetwork: true',
    { foundAt: /hostNetwork/ },
  ),
  fault('a port of the node', 'no-host-port', /^( *)(- )?(containerPort: 8080)$/, '$1$3\n$1hostPort: 8080', {
    foundAt: /hostPort/,
  }),
  fault(
    'the default ServiceAccount',
    'dedicated-service-account',
    /^( *)serviceAccountName: \S+$/,
    '$1serviceAccountName: default',
  ),
  fault(
    'the token of a ServiceAccount',
    'no-token-automount',
    /^automountServiceAccountToken: false$/,
    'automountServiceAccountToken: true',
  ),
  fault('all verbs', 'least-rbac', /^( *)verbs: \[.*\]$/, '$1verbs: ["*"]'),
  fault('all resources', 'least-rbac', /^( *)resources: \[.*\]$/, '$1resources: ["*"]'),
  fault(
    'a weaker pod security',
    'namespace-pod-security',
    /^( *)(pod-security.kubernetes.io\/enforce): restricted$/,
    '$1$2: baseline',
  ),
  fault(
    'a password in a variable',
    'plaintext-secret',
    /^( *)- name: LOG_LEVEL$/,
    '$1- name: ADMIN_PASSWORD\n$1  value: hunter22\n$1- name: LOG_LEVEL',
    { foundAt: /hunter22/ },
  ),
  fault(
    'a token in a ConfigMap',
    'plaintext-secret',
    /^( *)log-level: info$/,
    '$1token: ghp_abcdefghijklmnopqrstuvwxyz0123456789AB',
  ),
  fault('a private key', 'plaintext-secret', /^( *)log-level: info$/, '$1key: "-----BEGIN RSA PRIVATE KEY-----"'),
  fault('a probe at another port', 'probe-port', /^( *)port: http$/, '$1port: web', { document: /livenessProbe/ }),
  fault('an open Service', 'exposed-service', /^( *)selector:$/, '$1type: NodePort\n$1selector:', {
    document: /^kind: Service$/m,
    foundAt: /NodePort/,
  }),
  fault('a host without TLS', 'ingress-tls', /^( *)- host: .*$/, '$1- host: open.example.com'),
  fault('a Job that stays', 'job-limits', /^( *)ttlSecondsAfterFinished: \d+$/, null, {
    document: /^ {2}jobTargetRef:/m,
    foundAt: /^ {2}jobTargetRef:/,
  }),
  fault('no deadline', 'cronjob-limits', /^( *)startingDeadlineSeconds: \d+$/, null, { foundAt: /^spec:/ }),
  fault('trailing spaces', 'yaml-trailing-spaces', /^( *kind: \S+)$/, '$1  '),
  fault('a line that is too long', 'yaml-line-length', /^# .*$/, `# ${'word '.repeat(30)}end`),
  fault('two spaces after a colon', 'yaml-colons', /^( *kind): (\S+)$/, '$1:  $2'),
];
