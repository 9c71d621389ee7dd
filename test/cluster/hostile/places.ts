import { get } from '../support/cluster.ts';

/** The first pod of a namespace with these labels that runs: its address. */
export async function podAddress(namespace: string, selector: string): Promise<string> {
  const words = ['pods', '--namespace', namespace, `--selector=${selector}`, '--field-selector=status.phase=Running'];
  const { items } = await get<{ items: { status: { podIP: string } }[] }>(...words);
  const [pod] = items;
  if (pod === undefined) throw new Error(`no pod of ${namespace} with ${selector} runs`);
  return pod.status.podIP;
}

/**
 * What listens in the cluster and must not be reached from a job, by what people call it; `host:port`, each by the address of
 * its pod or node and, where it has one, by its Service. `listener` is a port of the node on all of its addresses.
 */
export async function closedPlaces(listener: number): Promise<Record<string, string>> {
  const keda = await podAddress('raibid-keda', 'app=keda-operator');
  const redis = await podAddress('raibid-redis', 'app.kubernetes.io/name=redis');
  return {
    'the API server': `${await serviceAddress('default', 'kubernetes')}:443`,
    'the API server by name': 'kubernetes.default.svc.cluster.local:443',
    'the API server on the node': `${await nodeAddress()}:6443`,
    'the kubelet': `${await nodeAddress()}:10250`,
    'a port of the node': `${await nodeAddress()}:${listener}`,
    'the node on the network of the pods': `${gatewayOf(redis)}:${listener}`,
    'cloud metadata': `${metadataAddress}:${listener}`,
    Redis: 'redis.raibid-redis.svc.cluster.local:6379',
    'the pod of Redis': `${redis}:6379`,
    'figures of Redis': `${redis}:9121`,
    Gitea: 'gitea.raibid-gitea.svc.cluster.local:3000',
    'the pod of Gitea': `${await podAddress('raibid-gitea', 'app.kubernetes.io/name=gitea')}:3000`,
    'the operator of KEDA': `${keda}:9666`,
    'figures of KEDA': `${keda}:8080`,
    'the health of the DNS': `${await podAddress('kube-system', 'k8s-app=kube-dns')}:8181`,
  };
}

/** Where clouds tell machines their credentials. */
export const metadataAddress = '169.254.169.254';

/** An address that is neither private nor anybody's (RFC 5737): the internet, as policies see it. */
export const internetAddress = '203.0.113.7';

async function serviceAddress(namespace: string, name: string): Promise<string> {
  const words = ['service', name, '--namespace', namespace];
  return (await get<{ spec: { clusterIP: string } }>(...words)).spec.clusterIP;
}

async function nodeAddress(): Promise<string> {
  const { items } = await get<{ items: { status: { addresses: { type: string; address: string }[] } }[] }>('nodes');
  const address = items[0]?.status.addresses.find(({ type }) => type === 'InternalIP')?.address;
  if (address === undefined) throw new Error('the node has no address');
  return address;
}

/** The node's end of the bridge to which its pods are tied: the first address of their range. */
function gatewayOf(pod: string): string {
  return pod.replace(/\.\d+$/, '.1');
}
