import { faultsFor } from './faults.ts';

const fault = faultsFor('validate');

/** What people get wrong in YAML, schemas and values; `validate` tells of it. */
export const validateFaults = [
  // The YAML itself.
  fault('a tab as indentation', 'yaml-syntax', /^ {2}(name: .*)$/, '\t$1'),
  fault('a key twice', 'yaml-duplicate-key', /^( *)(name: \S+)$/, '$1$2\n$1$2', { document: /^kind:/m, offset: 1 }),
  fault('an open quote', 'yaml-syntax', /^( *)(timeZone|path|type): (\S+)$/, '$1$2: "$3'),
  fault('a value with ": "', 'yaml-syntax', /^( *)(kind: \S+)$/, '$1$2: x', { document: /^apiVersion/m }),
  // Schemas.
  fault('a typo in apiVersion', 'unknown-kind', /^apiVersion: apps\/v1$/, 'apiVersion: app/v1'),
  fault(
    'an API that was removed',
    'removed-api',
    /^apiVersion: networking.k8s.io\/v1$/,
    'apiVersion: networking.k8s.io/v1beta1',
    { document: /^kind: Ingress$/m },
  ),
  fault('a typo in kind', 'unknown-kind', /^kind: Deployment$/, 'kind: Deploymant'),
  fault('no kind', 'missing-field', /^kind: ConfigMap$/, null, { foundAt: /^apiVersion/ }),
  fault('a typo in a key', 'unknown-field', /^( *)containers:$/, '$1contaners:'),
  fault('a typo in replicas', 'unknown-field', /^ {2}replicas:/, '  replica:', { document: /^kind:/m }),
  fault('a typo in a nested key', 'unknown-field', /^( *)imagePullPolicy:/, '$1imagePullPolcy:'),
  fault('a key in the wrong case', 'unknown-field', /^( *)containerPort:|^( *- )containerPort:/, '$1$2containerport:'),
  fault('a key of another kind', 'unknown-field', /^( *)securityContext:$/, '$1securityContexts:'),
  fault(
    'a number as text',
    'wrong-type',
    /^( *)(replicas|backoffLimit|failureThreshold|maxReplicaCount): (\d+)$/,
    '$1$2: "$3"',
    { document: /^kind:/m },
  ),
  fault('a word for a number', 'wrong-type', /^( *)(- )?(containerPort|port|pollingInterval): \d+$/, '$1$2$3: many', {
    document: /^kind: (Deployment|StatefulSet|ScaledJob)$/m,
  }),
  fault(
    'a text for a boolean',
    'wrong-type',
    /^( *)(runAsNonRoot|readOnlyRootFilesystem|prune|automountServiceAccountToken): (true|false)$/,
    '$1$2: "$3"',
  ),
  fault('a number as a label', 'wrong-type', /^( *)(app.kubernetes.io\/component): \S+$/, '$1$2: 7'),
  fault('a boolean as a label', 'wrong-type', /^( *)(app.kubernetes.io\/component): \S+$/, '$1$2: yes'),
  fault('a mapping for a list', 'wrong-type', /^( *)policyTypes:$/, '$1policyTypes: {}\n$1x-left:', {
    foundAt: /policyTypes: \{\}/,
  }),
  fault('an unquoted version', 'wrong-type', /^( *)streamLength: "1"$/, '$1streamLength: 1'),
  fault('a missing required field', 'missing-field', /^( *)pathType: Prefix$/, null, { foundAt: /- path: \// }),
  fault('a missing name', 'missing-field', /^ {2}name: \S+$/, null, { document: /^kind:/m, foundAt: /^metadata:/ }),
  fault(
    'a value outside of its list',
    'invalid-value',
    /^( *)imagePullPolicy: IfNotPresent$/,
    '$1imagePullPolicy: Sometimes',
  ),
  fault('a wrong protocol', 'invalid-value', /^( *)protocol: TCP$/, '$1protocol: tcp'),
  fault('a wrong strategy', 'invalid-value', /^( *)strategy: gradual$/, '$1strategy: slowly'),
  fault('a wrong pathType', 'invalid-value', /^( *)pathType: Prefix$/, '$1pathType: Regex'),
  fault('a wrong interval', 'invalid-value', /^( *)interval: \d+m$/, '$1interval: soon'),
  // Values.
  fault('a bad CPU amount', 'invalid-quantity', /^( *)cpu: \d+m$/, '$1cpu: 100 m'),
  fault('a bad memory amount', 'invalid-quantity', /^( *)memory: (\d+)Mi$/, '$1memory: $2MB'),
  fault('a request above its limit', 'invalid-quantity', /^( *)memory: 64Mi$/, '$1memory: 64Gi', {
    document: /containers:/,
  }),
  fault('a bad storage amount', 'invalid-quantity', /^( *)storage: \d+Gi$/, '$1storage: ten'),
  fault('a bad label value', 'invalid-label', /^( *)(app.kubernetes.io\/managed-by): .*$/, '$1$2: -by hand-'),
  fault(
    'a bad label key',
    'invalid-label',
    /^( *)app.kubernetes.io\/component: (.*)$/,
    '$1app.kubernetes.io/com/ponent: $2',
  ),
  fault('capitals in a name', 'invalid-name', /^ {2}name: (\w)([\w-]*)$/, '  name: X_$1$2', {
    document: /^kind: (Deployment|Service|ConfigMap|ServiceAccount|CronJob)$/m,
  }),
  fault('a bad namespace', 'invalid-name', /^ {2}namespace: raibid-(\w+)$/, '  namespace: Raibid_$1'),
  fault('a bad container name', 'invalid-name', /^( {10}| {12})- name: (agent|backup)$/, '$1- name: The_$2', {
    document: /image:/,
  }),
  fault('a port that is too high', 'invalid-value', /^( *)(- )?containerPort: \d+$/, '$1$2containerPort: 80800'),
  fault('a port name that is too long', 'invalid-name', /^( *)- name: http$/, '$1- name: http-port-for-everything', {
    document: /containerPort/,
  }),
  fault('a bad schedule', 'invalid-schedule', /^( *)schedule: .*$/, '$1schedule: "61 3 * * *"'),
  fault('a bad time zone', 'invalid-value', /^( *)timeZone: .*$/, '$1timeZone: Mars/Olympus'),
  fault('a bad network', 'invalid-value', /^( *)cidr: .*$/, '$1cidr: 10.0.0.300/8'),
  fault('a network outside of its block', 'invalid-value', /^( *)- 10.0.0.0\/8$/, '$1- 10.0.0.0/33'),
  fault('a volume that is not there', 'unknown-volume', /^( {12})- name: (tmp|data)$/, '$1- name: other', {
    document: /mountPath/,
  }),
  fault('a selector that misses', 'invalid-selector', /^( {6})(app.kubernetes.io\/name): (web|redis)$/, '$1$2: other', {
    document: /^kind: (Deployment|StatefulSet)$/m,
    at: 'parent',
    foundAt: /^ {2}selector:/,
  }),
  fault('a Job that restarts always', 'invalid-value', /^( *)restartPolicy: Never$/, '$1restartPolicy: Always'),
  fault('a container without an image', 'missing-field', /^( *)image: .*$/, null, {
    foundAt: /^ *- name: (web|redis|agent|backup)$/,
  }),
  fault('a Secret with bad base64', 'invalid-value', /^data:$/, 'data:\n  log: "%%%"', {
    document: /^kind: Secret$/m,
    foundAt: /%%%/,
  }),
  fault('a wrong role kind', 'invalid-value', /^ {2}kind: Role$/, '  kind: Rolle', {
    document: /^kind: RoleBinding$/m,
  }),
  fault('a wrong policy type', 'invalid-value', /^( *)- Egress$/, '$1- Outgoing'),
  fault('no selector', 'unknown-field', /^ {2}selector:$/, '  selectors:', {
    document: /^kind: (Deployment|StatefulSet)$/m,
  }),
];
