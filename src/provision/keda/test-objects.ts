import type { KubeObject } from '../../kube/server-side-apply.ts';

export interface KedaTest {
  name: string;
  stream: string;
  image: string;
  /** Of Redis's user keda. */
  password: string;
}

const namespace = 'raibid-agents';
const amounts = { cpu: '20m', memory: '32Mi' };

/** A ScaledJob whose pods do nothing, with the credentials for its trigger; in the one namespace that KEDA watches. */
export function testObjects({ name, stream, image, password }: KedaTest): KubeObject[] {
  const metadata = {
    name,
    namespace,
    labels: {
      'app.kubernetes.io/name': name,
      'app.kubernetes.io/component': 'keda',
      'app.kubernetes.io/part-of': 'raibid-ci',
      'app.kubernetes.io/managed-by': 'raibid-cli',
    },
  };
  return [
    { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { username: 'keda', password } },
    {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'TriggerAuthentication',
      metadata,
      spec: { secretTargetRef: ['username', 'password'].map((key) => ({ parameter: key, name, key })) },
    },
    {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledJob',
      metadata,
      spec: {
        pollingInterval: 1,
        minReplicaCount: 0,
        maxReplicaCount: 1,
        triggers: [
          {
            type: 'redis-streams',
            metadata: { address: 'redis.raibid-redis.svc.cluster.local:6379', stream, streamLength: '1' },
            authenticationRef: { name },
          },
        ],
        jobTargetRef: { backoffLimit: 0, ttlSecondsAfterFinished: 60, template: { spec: podSpec(image) } },
      },
    },
  ];
}

function podSpec(image: string): object {
  return {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name: 'test',
        image,
        command: ['true'],
        resources: { requests: amounts, limits: amounts },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
      },
    ],
  };
}
