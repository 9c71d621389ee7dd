import { createServer, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { runQuiet } from './run.ts';
import {
  apply,
  fetched,
  get,
  inPod,
  kubectl,
  makeNamespace,
  podOf,
  ready,
  removeNamespace,
  serving,
} from './support/cluster.ts';

const name = 'policies-test';
/** Addresses that are no pod's: of the node, as a private network and a forbidden host in it would be. */
const outside = ['198.51.100.10', '198.51.100.20'] as const;

function policy(podSelector: object, spec: object) {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `policy-${Math.random().toString(36).slice(2)}`, namespace: name },
    spec: { podSelector, ...spec },
  };
}

const web = { matchLabels: { app: 'web' } };
const client = { matchLabels: { app: 'client' } };
const dns = {
  to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
  ports: [{ port: 53, protocol: 'UDP' }],
};

describe('network policies in the test bed', () => {
  const servers: Server[] = [];
  const addresses: Record<string, string> = {};
  const page = (from: string, url: string) => fetched(name, from, url);
  /** Waits until a page is (or is no more) to be had; policies take effect some milliseconds after they are applied. */
  const comesTo = (from: string, url: string, expected: string) =>
    until(`${from} gets ${expected} from ${url}`, async () => (await page(from, url)) === expected, 30);

  beforeAll(async () => {
    await makeNamespace(name);
    await apply(
      podOf(name, 'web', { script: serving('web-page', 8080), port: 8080 }),
      podOf(name, 'other', { script: serving('other-page', 9090), port: 9090 }),
      podOf(name, 'client'),
      podOf(name, 'friend', { labels: { role: 'friend' } }),
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'web', namespace: name },
        spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }] },
      },
    );
    await ready(name, 'web', 'other', 'client', 'friend');
    for (const pod of ['web', 'other', 'client', 'friend'])
      addresses[pod] = (await get<{ status: { podIP: string } }>('pod', pod, '--namespace', name)).status.podIP;
    for (const address of outside) {
      await runQuiet(['ip', 'address', 'add', `${address}/32`, 'dev', 'node0']);
      const server = createServer((_request, response) => response.end(address));
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(8080, address, resolve));
    }
    await comesTo('client', 'http://web/', 'web-page');
  });
  afterEach(async () => {
    await kubectl('--namespace', name, 'delete', 'networkpolicies', '--all');
    await comesTo('client', 'http://web/', 'web-page');
  });
  afterAll(async () => {
    for (const server of servers) server.close();
    for (const address of outside) await runQuiet(['ip', 'address', 'delete', `${address}/32`, 'dev', 'node0']);
    await removeNamespace(name);
  });

  it('close a pod to all, by address and through its Service, but not to the probes of the node', async () => {
    await apply(policy(web, { policyTypes: ['Ingress'] }));
    await comesTo('client', 'http://web/', 'blocked');
    expect(await page('client', `http://${addresses.web}:8080/`)).toBe('blocked');
    await kubectl('--namespace', name, 'wait', '--for=condition=Ready', 'pod/web', '--timeout=10s');
  });

  it('let in a chosen pod at a named port, and nobody else', async () => {
    const from = [{ podSelector: { matchLabels: { role: 'friend' } } }];
    await apply(policy(web, { ingress: [{ from, ports: [{ port: 'http' }] }] }));
    await comesTo('client', 'http://web/', 'blocked');
    expect(await page('friend', 'http://web/')).toBe('web-page');
  });

  it('let out to names only, when only DNS is allowed', async () => {
    await apply(policy(client, { policyTypes: ['Egress'], egress: [dns] }));
    await comesTo('client', 'http://web/', 'blocked');
    expect(await inPod(name, 'client', 'nslookup', `web.${name}.svc.cluster.local`)).toMatchObject({ code: 0 });
    expect(await page('friend', 'http://web/')).toBe('web-page');
  });

  it('let out to a block of addresses without its exceptions', async () => {
    const [allowed, excepted] = outside;
    const block = { cidr: '198.51.100.0/24', except: [`${excepted}/32`, '198.51.100.128/25'] };
    expect(await page('client', `http://${excepted}:8080/`)).toBe(excepted);
    await apply(policy(client, { policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: block }] }] }));
    await comesTo('client', `http://${excepted}:8080/`, 'blocked');
    expect(await page('client', `http://${allowed}:8080/`)).toBe(allowed);
    expect(await page('client', `http://${addresses.web}:8080/`)).toBe('blocked');
  });

  it('let in a block of addresses without its exceptions, and pass over blocks of IPv6', async () => {
    const block = { cidr: '10.42.0.0/16', except: [`${addresses.client}/32`] };
    const ingress = [{ from: [{ ipBlock: block }, { ipBlock: { cidr: 'fd00::/8' } }] }];
    await apply(policy(web, { ingress }));
    await comesTo('client', `http://${addresses.web}:8080/`, 'blocked');
    expect(await page('friend', `http://${addresses.web}:8080/`)).toBe('web-page');
  });

  it('hold to ranges of ports, and to named ports on the way out', async () => {
    const range = { ports: [{ port: 8000, endPort: 8100, protocol: 'TCP' }] };
    await apply(policy(client, { policyTypes: ['Egress'], egress: [range] }));
    await comesTo('client', `http://${addresses.other}:9090/`, 'blocked');
    expect(await page('client', `http://${addresses.web}:8080/`)).toBe('web-page');
    await kubectl('--namespace', name, 'delete', 'networkpolicies', '--all');
    await apply(
      policy(client, { policyTypes: ['Egress'], egress: [{ to: [{ podSelector: web }], ports: [{ port: 'http' }] }] }),
    );
    await comesTo('client', `http://${addresses.other}:9090/`, 'blocked');
    expect(await page('client', `http://${addresses.web}:8080/`)).toBe('web-page');
  });
});
