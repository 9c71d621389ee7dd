import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { deleteObject } from '../../../kube/delete-object.ts';
import { RaibidError } from '../../../shared/errors.ts';
import type { ComponentContext } from '../../context.ts';
import { fileToInput } from './pod-stream.ts';

/** What a pod that replaces the data of a volume is given. */
export interface VolumePod {
  image: string;
  claim: string;
  /** Where the volume is. */
  mountPath: string;
  /** Shell script; the backup comes as standard input. */
  script: string;
  /** User and group of the component's own pods. */
  user: number;
}

const name = 'raibid-restore';
const container = 'restore';
const lookEvery = 300;
const podSchema = z.object({ status: z.object({ phase: z.string().optional() }) });

/**
 * Runs a script with a volume and a file in a pod of its own, which is gone afterwards. Nothing else may have the volume
 * meanwhile.
 */
export async function runWithVolume(context: ComponentContext, pod: VolumePod, file: string): Promise<void> {
  const { namespace } = context.entry;
  const { kube } = await context.cluster();
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  await removePod(context);
  await kube.request('POST', pods, { body: podObject(namespace, pod), signal: context.signal });
  try {
    await untilRunning(context);
    const command = ['sh', '-euc', pod.script];
    await fileToInput(context, { namespace, target: `pod/${name}`, container, command }, file);
  } finally {
    await removePod(context);
  }
}

/** Restricted, without a token, and without a label that a NetworkPolicy would let through. */
function podObject(namespace: string, { image, claim, mountPath, user }: VolumePod): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'raibid-ci' } },
    spec: {
      automountServiceAccountToken: false,
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 0,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: user,
        runAsGroup: user,
        fsGroup: user,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [
        {
          name: container,
          image,
          imagePullPolicy: 'IfNotPresent',
          command: ['sleep', 'infinity'],
          resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '2', memory: '512Mi' } },
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          volumeMounts: [{ name: 'data', mountPath }],
        },
      ],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: claim } }],
    },
  };
}

async function untilRunning(context: ComponentContext): Promise<void> {
  const { kube } = await context.cluster();
  const path = `/api/v1/namespaces/${context.entry.namespace}/pods/${name}`;
  const end = performance.now() + context.timeoutMilliseconds;
  while (performance.now() < end) {
    const { phase } = podSchema.parse(await kube.request('GET', path, { signal: context.signal })).status;
    if (phase === 'Running') return;
    await sleep(lookEvery, undefined, { signal: context.signal });
  }
  throw new RaibidError('provision_failed', `The pod ${context.entry.namespace}/${name} does not start.`, {
    hint: `Look at \`kubectl -n ${context.entry.namespace} describe pod ${name}\`: something may still hold the volume.`,
  });
}

async function removePod(context: ComponentContext): Promise<void> {
  const { kube } = await context.cluster();
  const timeoutMilliseconds = context.timeoutMilliseconds;
  const signal = AbortSignal.timeout(timeoutMilliseconds);
  await deleteObject(kube, `/api/v1/namespaces/${context.entry.namespace}/pods/${name}`, {
    signal,
    timeoutMilliseconds,
  });
}
