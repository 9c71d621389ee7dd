import { describe, expect, test } from 'vitest';
import {
  budget,
  claim,
  container,
  deployment,
  faultsOf,
  ingress,
  job,
  object,
  pod,
  policy,
  service,
} from './testing/sample-manifests.ts';

describe('what the API server refuses', () => {
  test.each([
    ['no containers', object('v1', 'Pod', 'spec: {containers: []}'), 'missing-field spec.containers'],
    ['no image', object('v1', 'Pod', 'spec: {containers: [{name: a}]}'), `missing-field ${container}`],
    [
      'a bad container name',
      object('v1', 'Pod', 'spec: {containers: [{name: A_b, image: b}]}'),
      `invalid-name ${container}.name`,
    ],
    [
      'a container name twice',
      object('v1', 'Pod', 'spec: {containers: [{name: a, image: b}, {name: a, image: b}]}'),
      'duplicate-item spec.containers[1].name',
    ],
    [
      'an init container of the same name',
      pod(', initContainers: [{name: a, image: b}]'),
      `duplicate-item ${container}.name`,
    ],
    [
      'a probe of an init container',
      pod(', initContainers: [{name: i, image: b, livenessProbe: {tcpSocket: {port: 1}}}]'),
      'invalid-value spec.initContainers[0].livenessProbe',
    ],
    [
      'a port that is no port',
      pod('', ', ports: [{containerPort: 0}]'),
      `invalid-value ${container}.ports[0].containerPort`,
    ],
    [
      'a port name in capitals',
      pod('', ', ports: [{containerPort: 1, name: HTTP}]'),
      `invalid-name ${container}.ports[0].name`,
    ],
    [
      'a port name twice',
      pod('', ', ports: [{containerPort: 1, name: a}, {containerPort: 2, name: a}]'),
      `duplicate-item ${container}.ports[1].name`,
    ],
    [
      'value and valueFrom',
      pod('', ', env: [{name: A, value: b, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]'),
      `invalid-value ${container}.env[0].valueFrom`,
    ],
    ['valueFrom nothing', pod('', ', env: [{name: A, valueFrom: {}}]'), `missing-field ${container}.env[0].valueFrom`],
    ['a variable with "="', pod('', ', env: [{name: "A=B"}]'), `invalid-name ${container}.env[0].name`],
    [
      'a probe of nothing',
      pod('', ', readinessProbe: {periodSeconds: 3}'),
      `missing-field ${container}.readinessProbe`,
    ],
    [
      'a probe of two things',
      pod('', ', readinessProbe: {tcpSocket: {port: 1}, httpGet: {port: 1}}'),
      `invalid-value ${container}.readinessProbe.tcpSocket`,
    ],
    [
      'a liveness threshold of 2',
      pod('', ', livenessProbe: {tcpSocket: {port: 1}, successThreshold: 2}'),
      `invalid-value ${container}.livenessProbe.successThreshold`,
    ],
    [
      'a request above its limit',
      pod('', ', resources: {requests: {cpu: 2}, limits: {cpu: 1000m}}'),
      `invalid-quantity ${container}.resources.requests.cpu`,
    ],
    [
      'an unknown resource',
      pod('', ', resources: {limits: {gpu: 1}}'),
      `invalid-name ${container}.resources.limits.gpu`,
    ],
    [
      'a mount of nothing',
      pod('', ', volumeMounts: [{name: v, mountPath: /v}]'),
      `unknown-volume ${container}.volumeMounts[0].name`,
    ],
    [
      'a mount path twice',
      pod(
        ', volumes: [{name: v, emptyDir: {}}]',
        ', volumeMounts: [{name: v, mountPath: /v}, {name: v, mountPath: /v}]',
      ),
      `duplicate-item ${container}.volumeMounts[1].mountPath`,
    ],
    [
      'a subPath that leaves the volume',
      pod(', volumes: [{name: v, emptyDir: {}}]', ', volumeMounts: [{name: v, mountPath: /v, subPath: ../x}]'),
      `invalid-value ${container}.volumeMounts[0].subPath`,
    ],
    [
      'a volume of two kinds',
      pod(', volumes: [{name: v, emptyDir: {}, configMap: {name: x}}]'),
      'invalid-value spec.volumes[0].emptyDir',
    ],
    [
      'a volume twice',
      pod(', volumes: [{name: v, emptyDir: {}}, {name: v, emptyDir: {}}]'),
      'duplicate-item spec.volumes[1].name',
    ],
    [
      'privileged without escalation',
      pod('', ', securityContext: {privileged: true, allowPrivilegeEscalation: false}'),
      `invalid-value ${container}.securityContext.allowPrivilegeEscalation`,
    ],
    [
      'a host port of another number',
      pod(', hostNetwork: true', ', ports: [{containerPort: 1, hostPort: 2}]'),
      `invalid-value ${container}.ports[0].hostPort`,
    ],
    ['dnsPolicy None alone', pod(', dnsPolicy: None'), 'missing-field spec.dnsPolicy'],
    ['a bad restartPolicy', pod(', restartPolicy: Sometimes'), 'invalid-value spec.restartPolicy'],
    [
      'a toleration without a key',
      pod(', tolerations: [{operator: Equal, value: a}]'),
      'missing-field spec.tolerations[0]',
    ],
    [
      'a mode that is not octal',
      pod(', volumes: [{name: s, secret: {secretName: s, defaultMode: 1000}}]'),
      'invalid-value spec.volumes[0].secret.defaultMode',
    ],
    [
      'a spread over no domain',
      pod(
        ', topologySpreadConstraints: [{maxSkew: 1, minDomains: 0, topologyKey: a, whenUnsatisfiable: DoNotSchedule}]',
      ),
      'invalid-value spec.topologySpreadConstraints[0].minDomains',
    ],
    [
      'domains that do not count',
      pod(
        ', topologySpreadConstraints: [{maxSkew: 1, minDomains: 2, topologyKey: a, whenUnsatisfiable: ScheduleAnyway}]',
      ),
      'invalid-value spec.topologySpreadConstraints[0].minDomains',
    ],
    [
      'a selector that misses',
      deployment('').replace('matchLabels: {a: b}', 'matchLabels: {a: c}'),
      'invalid-selector spec.selector',
    ],
    ['an empty selector', deployment('').replace('matchLabels: {a: b}', ''), 'invalid-selector spec.selector'],
    ['negative replicas', deployment(', replicas: -1'), 'invalid-value spec.replicas'],
    [
      'Recreate with rollingUpdate',
      deployment(', strategy: {type: Recreate, rollingUpdate: {maxSurge: 1}}'),
      'invalid-value spec.strategy.rollingUpdate',
    ],
    [
      'no surge and nothing unavailable',
      deployment(', strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}'),
      'invalid-value spec.strategy.rollingUpdate.maxUnavailable',
    ],
    ['a Job without a restartPolicy', job('', ''), 'missing-field spec.template.spec'],
    ['a Job with a selector', job('selector: {matchLabels: {a: b}}, '), 'invalid-selector spec.selector'],
    ['an indexed Job without completions', job('completionMode: Indexed, '), 'missing-field spec.completionMode'],
    ['a service without ports', service('selector: {a: b}'), 'missing-field spec'],
    ['two ports without names', service('ports: [{name: a, port: 1}, {port: 2}]'), 'missing-field spec.ports[1]'],
    ['a port twice', service('ports: [{name: a, port: 1}, {name: b, port: 1}]'), 'duplicate-item spec.ports[1].port'],
    [
      'a nodePort of a ClusterIP',
      service('ports: [{port: 1, nodePort: 30000}]'),
      'invalid-value spec.ports[0].nodePort',
    ],
    ['a bad cluster address', service('clusterIP: 10.0.0.300, ports: [{port: 1}]'), 'invalid-value spec.clusterIP'],
    ['a relative path', ingress('path: x, pathType: Prefix'), 'invalid-value spec.rules[0].http.paths[0].path'],
    ['an ingress of nothing', object('networking.k8s.io/v1', 'Ingress', 'spec: {}'), 'missing-field spec'],
    [
      'a bad network',
      policy('egress: [{to: [{ipBlock: {cidr: 10.0.0.0}}]}]'),
      'invalid-value spec.egress[0].to[0].ipBlock.cidr',
    ],
    [
      'an exception outside',
      policy('egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16]}}]}]'),
      'invalid-value spec.egress[0].to[0].ipBlock.except[0]',
    ],
    [
      'a block beside a selector',
      policy('egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}, podSelector: {}}]}]'),
      'invalid-value spec.egress[0].to[0].ipBlock',
    ],
    [
      'a range backwards',
      policy('egress: [{ports: [{port: 5, endPort: 4}]}]'),
      'invalid-value spec.egress[0].ports[0].endPort',
    ],
    ['both sides of a budget', budget('minAvailable: 1, maxUnavailable: 1'), 'invalid-value spec.maxUnavailable'],
    ['a share that is none', budget('maxUnavailable: half'), 'invalid-value spec.maxUnavailable'],
    ['a claim without a size', claim('accessModes: [ReadWriteOnce]'), 'missing-field spec'],
    [
      'an unknown access mode',
      claim('accessModes: [ReadWrite], resources: {requests: {storage: 1Gi}}'),
      'invalid-value spec.accessModes[0]',
    ],
    [
      'an upside-down autoscaler',
      object(
        'autoscaling/v2',
        'HorizontalPodAutoscaler',
        'spec: {minReplicas: 3, maxReplicas: 2, scaleTargetRef: {kind: Deployment, name: x}}',
      ),
      'invalid-value spec.maxReplicas',
    ],
    [
      'a rule without verbs',
      object('rbac.authorization.k8s.io/v1', 'Role', 'rules: [{apiGroups: [""], resources: [pods], verbs: []}]'),
      'missing-field rules[0]',
    ],
    [
      'URLs in a Role',
      object('rbac.authorization.k8s.io/v1', 'Role', 'rules: [{nonResourceURLs: [/x], verbs: [get]}]'),
      'invalid-value rules[0].nonResourceURLs',
    ],
    [
      'a TLS Secret without a key',
      object('v1', 'Secret', 'type: kubernetes.io/tls, data: {tls.crt: ""}'),
      'missing-field type',
    ],
    ['a bad key of a ConfigMap', object('v1', 'ConfigMap', 'data: {"a b": c}'), 'invalid-name data["a b"]'],
    [
      'a key in both maps',
      object('v1', 'ConfigMap', 'data: {a: b}, binaryData: {a: YQ==}'),
      'duplicate-item binaryData.a',
    ],
    [
      'a bad label of a template',
      deployment('').replace('labels: {a: b}', 'labels: {a: b, "-": c}'),
      'invalid-label spec.template.metadata.labels["-"]',
    ],
    ['a name with capitals', '{apiVersion: v1, kind: ConfigMap, metadata: {name: Abc}}', 'invalid-name metadata.name'],
    [
      'a namespace with a dot',
      '{apiVersion: v1, kind: Namespace, metadata: {name: a.b}}',
      'invalid-name metadata.name',
    ],
    [
      'a CRD of another name',
      object(
        'apiextensions.k8s.io/v1',
        'CustomResourceDefinition',
        'spec: {group: e.com, scope: Cluster, names: {plural: as, kind: A}, versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]}',
      ),
      'invalid-name metadata.name',
    ],
    [
      'a pod inside a ScaledJob',
      object(
        'keda.sh/v1alpha1',
        'ScaledJob',
        'spec: {triggers: [{type: cron, metadata: {}}], jobTargetRef: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: b, ports: [{containerPort: 99999}]}]}}}}',
      ),
      'invalid-value spec.jobTargetRef.template.spec.containers[0].ports[0].containerPort',
    ],
  ])('%s', async (_what, text, fault) => {
    expect(await faultsOf(text)).toEqual([fault]);
  });
});
