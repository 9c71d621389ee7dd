import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKubeClient, type KubeClient } from '../../src/kube/client.ts';
import { kubeconfigConnection } from '../../src/kube/kubeconfig.ts';
import { createAgentTroubles } from '../../src/server/agent-pods/agent-troubles.ts';
import { classLabel } from '../../src/server/agent-pods/read-trouble.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { render } from '../infra/support/infra.ts';
import { until } from '../support/until.ts';
import { customResources } from './crds.ts';
import { busyboxImage } from './images/own-images.ts';
import { apply, kubectl, type Manifest, makeNamespace, podOf, removeNamespace } from './support/cluster.ts';

const namespace = 'raibid-agents';

/** Pods and Jobs as KEDA makes them, each with a fault that real clusters have. */
describe('why no agent comes, as the server sees it with no more rights than the chart gives it', () => {
  let client: KubeClient;
  let kinds: string[] = [];

  beforeAll(async () => {
    await makeNamespace(namespace);
    await makeNamespace('raibid-server');
    await apply({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'raibid-server', namespace: 'raibid-server' },
    });
    const objects = (await render('agents')) as Manifest[];
    await apply(...objects.filter(({ kind }) => ['Role', 'RoleBinding'].includes(kind)));
    kinds = ['--recursive', '--filename', await customResources('keda')];
    await kubectl('apply', '--server-side', ...kinds);
    client = await asServer();
  });
  afterAll(async () => {
    client.close();
    await removeNamespace(namespace);
    await removeNamespace('raibid-server');
    // Helm installs KEDA only where nobody else has made these.
    await kubectl('delete', ...kinds);
  });

  /** The API server with the token of the server's own account. */
  async function asServer(): Promise<KubeClient> {
    const connection = await kubeconfigConnection(process.env.KUBECONFIG ?? '');
    const token = (await kubectl('-n', 'raibid-server', 'create', 'token', 'raibid-server')).trim();
    const { ca, servername } = connection.tls;
    const tls = { ...(ca === undefined ? {} : { ca }), ...(servername === undefined ? {} : { servername }) };
    return createKubeClient({ ...connection, tls, token: async () => token });
  }

  /** Waits until this is said of a class; asked afresh each time, since a pod needs a moment to fail. */
  const says = (agentClass: string, words: RegExp): Promise<true> =>
    until(`the trouble of ${agentClass} is ${words}`, async () => {
      const trouble = await createAgentTroubles(client, namespace, systemClock).of(agentClass);
      return trouble !== null && words.test(trouble);
    });
  const pod = (agentClass: string, container: object): Manifest =>
    podOf(namespace, `${agentClass}-1`, {
      labels: { [classLabel]: agentClass },
      spec: { containers: [{ name: 'job', image: busyboxImage, command: ['sleep', '1000'], ...container }] },
    });

  it('a class that was never deployed', async () => {
    await says('nowhere', /^the cluster has no ScaledJob for it$/);
  });

  it('an image that cannot be pulled', async () => {
    await apply(pod('image', { image: '127.0.0.1:1/nothing:1' }));
    await says('image', /^pod image-1 does not start: .*127\.0\.0\.1:1\/nothing:1/);
  });

  it('a node that has too little', async () => {
    await apply(pod('large', { resources: { requests: { cpu: '1000' } } }));
    await says('large', /^pod large-1 has no node: 0\/1 nodes are available: 1 Insufficient cpu/);
  });

  it('a Secret that is not there', async () => {
    const env = [{ name: 'KEY', valueFrom: { secretKeyRef: { name: 'missing', key: 'key' } } }];
    await apply(pod('secret', { env }));
    await says('secret', /^pod secret-1 does not start: secret "missing" not found$/);
  });

  it('a quota that is used up', async () => {
    const metadata = { name: 'agents', namespace };
    await apply({ apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard: { pods: '0' } } });
    const { spec } = pod('quota', {});
    await apply({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'quota-1', namespace, labels: { 'scaledjob.keda.sh/name': 'quota' } },
      spec: { template: { spec: { ...(spec as object), restartPolicy: 'Never' } } },
    });
    await says('quota', /^no pod can be made: .*exceeded quota: agents, requested: pods=1/);
  });

  it('nothing is said while the API server does not answer: pages do not wait for it', async () => {
    const closed = createKubeClient({ ...client.connection, server: 'https://127.0.0.1:1' });
    expect(await createAgentTroubles(closed, namespace, systemClock).of('image')).toBeNull();
    closed.close();
  });
});
