import { describe, expect, test } from 'vitest';
import { budget, deployment, faultsOf, job, object, pod, policy, service } from './testing/sample-manifests.ts';

describe('what the API server accepts', () => {
  test.each([
    ['a pod', pod('')],
    ['a deployment', deployment('')],
    [
      'quantities of all forms',
      pod('', ', resources: {requests: {cpu: 0.1, memory: 1e3}, limits: {cpu: "2", memory: 1.5Gi, nvidia.com/gpu: 1}}'),
    ],
    [
      'a sidecar with probes',
      pod(', initContainers: [{name: s, image: b, restartPolicy: Always, startupProbe: {tcpSocket: {port: 1}}}]'),
    ],
    [
      'an emptyDir without settings',
      pod(', volumes: [{name: v, emptyDir: }]', ', volumeMounts: [{name: v, mountPath: /v}]'),
    ],
    ['a headless service without ports', service('clusterIP: None, selector: {a: b}')],
    ['an external name', service('type: ExternalName, externalName: example.com.')],
    ['a service whose port has 0 as target', service('ports: [{port: 1, targetPort: 0}]')],
    [
      'the same port for TCP and UDP',
      service('ports: [{name: a, port: 53, protocol: TCP}, {name: b, port: 53, protocol: UDP}]'),
    ],
    ['a job', job('backoffLimit: 0, ')],
    [
      'a policy with ranges',
      policy('egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}], ports: [{port: 1, endPort: 2}]}]'),
    ],
    ['a budget in percent', budget('maxUnavailable: 25%')],
    ['an environment variable with odd letters', pod('', ', env: [{name: "a.b-c d", value: ""}]')],
    ['a toleration of everything', pod(', tolerations: [{operator: Exists}]')],
    [
      'a claim of a StatefulSet',
      object(
        'apps/v1',
        'StatefulSet',
        'spec: {serviceName: x, selector: {matchLabels: {a: b}}, volumeClaimTemplates: [{metadata: {name: d}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}], template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: b, volumeMounts: [{name: d, mountPath: /d}]}]}}}',
      ),
    ],
    [
      'a role with a colon',
      '{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: "system:x"}, rules: [{verbs: [get], nonResourceURLs: [/metrics]}]}',
    ],
    [
      'a review without a name',
      '{apiVersion: authorization.k8s.io/v1, kind: SelfSubjectReview, metadata: {}}'.replace(
        'authorization',
        'authentication',
      ),
    ],
  ])('%s', async (_what, text) => {
    expect(await faultsOf(text)).toEqual([]);
  });
});
