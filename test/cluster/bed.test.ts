import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { busyboxImage, kubectlImage } from './images/own-images.ts';
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

const name = 'bed-test';

describe('the test bed', () => {
  let webAddress = '';
  let serviceAddress = '';

  beforeAll(async () => {
    await makeNamespace(name);
    await apply(podOf(name, 'web', { script: serving('web-page', 8080), port: 8080 }), podOf(name, 'client'), {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: name },
      spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }] },
    });
    await ready(name, 'web', 'client');
    const pod = await get<{ status: { podIP: string } }>('pod', 'web', '--namespace', name);
    const service = await get<{ spec: { clusterIP: string } }>('service', 'web', '--namespace', name);
    webAddress = pod.status.podIP;
    serviceAddress = service.spec.clusterIP;
    // kube-proxy writes the rules of a new Service at most once a second.
    await until('the Service answers', async () => (await fetched(name, 'client', 'http://web/')) === 'web-page');
  });
  afterAll(() => removeNamespace(name));

  it('runs pods whose log can be read and in which commands run', async () => {
    expect(await kubectl('--namespace', name, 'logs', 'web')).toBe('started\n');
    expect(await inPod(name, 'client', 'echo', 'in the pod')).toEqual({ code: 0, out: 'in the pod' });
    expect(await inPod(name, 'client', 'sh', '-c', 'exit 7')).toMatchObject({ code: 7 });
  });

  it('lets pods reach pods and Services by address and by name, and a pod itself through its Service', async () => {
    for (const url of [`${webAddress}:8080`, serviceAddress, 'web', `web.${name}`, `web.${name}.svc.cluster.local`])
      expect(await fetched(name, 'client', `http://${url}/`)).toBe('web-page');
    expect(await fetched(name, 'web', `http://${serviceAddress}/`)).toBe('web-page');
  });

  it('gives programs of the machine the addresses and names of Services', async () => {
    const answer = await fetch(`http://web.${name}.svc.cluster.local/`);
    expect(await answer.text()).toBe('web-page\n');
  });

  it('has no way out', async () => {
    expect(await fetched(name, 'client', 'http://192.0.2.1/')).toMatch(/^failed|^blocked/);
  });

  it('keeps what a pod writes to a volume until the claim is deleted', async () => {
    const claim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', namespace: name },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '16Mi' } } },
    };
    const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
    const mounted = (pod: string, script: string) => {
      const container = { name: 'main', image: busyboxImage, command: ['sh', '-c', script] };
      const mount = { volumeMounts: [{ name: 'data', mountPath: '/data' }] };
      return podOf(name, pod, { spec: { volumes, restartPolicy: 'Never', containers: [{ ...container, ...mount }] } });
    };
    await apply(claim, mounted('writer', 'echo kept > /data/file'));
    await kubectl(
      '--namespace',
      name,
      'wait',
      '--for=jsonpath={.status.phase}=Succeeded',
      'pod/writer',
      '--timeout=60s',
    );
    await apply(mounted('reader', 'cat /data/file'));
    await kubectl(
      '--namespace',
      name,
      'wait',
      '--for=jsonpath={.status.phase}=Succeeded',
      'pod/reader',
      '--timeout=60s',
    );
    expect(await kubectl('--namespace', name, 'logs', 'reader')).toBe('kept\n');
  });

  it('holds ServiceAccounts to their rights, from inside a pod too', async () => {
    const of = ['--namespace', name];
    await kubectl(...of, 'create', 'serviceaccount', 'reader');
    await kubectl(...of, 'create', 'role', 'pods', '--verb=get,list', '--resource=pods');
    await kubectl(...of, 'create', 'rolebinding', 'pods', '--role=pods', `--serviceaccount=${name}:reader`);
    const asked = async (pod: string, ...args: string[]) => {
      const containers = [{ name: 'main', image: kubectlImage, args }];
      await apply(podOf(name, pod, { spec: { serviceAccountName: 'reader', restartPolicy: 'Never', containers } }));
      await until(`${pod} ends`, async () => {
        const { status } = await get<{ status: { phase: string } }>('pod', pod, ...of);
        return ['Succeeded', 'Failed'].includes(status.phase);
      });
      return kubectl(...of, 'logs', pod);
    };
    expect(await asked('lists-pods', 'get', 'pods', '--output=name')).toContain('pod/web\n');
    expect(await asked('lists-secrets', 'get', 'secrets')).toMatch(
      /"system:serviceaccount:bed-test:reader" cannot list resource "secrets"/,
    );
  });
});
