import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKubeClient } from '../../src/kube/client.ts';
import { inClusterConnection } from '../../src/kube/in-cluster.ts';
import { kubeconfigConnection } from '../../src/kube/kubeconfig.ts';
import { startApiServer, type TestApiServer } from './api-server.ts';

let server: TestApiServer;

beforeAll(async () => {
  server = await startApiServer();
}, 900_000);
afterAll(async () => server?.stop());

const configMaps = '/api/v1/namespaces/default/configmaps';

function configMap(name: string, data: Record<string, string> = {}) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
}

describe('requests to a real API server', () => {
  it('make, read, change and delete objects', async () => {
    await server.admin.request('POST', configMaps, { body: configMap('life', { a: '1' }) });
    const patch = { body: { data: { b: '2' } }, contentType: 'application/merge-patch+json' };
    await server.admin.request('PATCH', `${configMaps}/life`, patch);
    expect(await server.admin.request('GET', `${configMaps}/life`)).toMatchObject({ data: { a: '1', b: '2' } });
    await server.admin.request('DELETE', `${configMaps}/life`);
    await expect(server.admin.request('GET', `${configMaps}/life`)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('apply on the server side, as text in YAML', async () => {
    const body = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: applied}\ndata: {from: yaml}\n';
    const options = { body, contentType: 'application/apply-patch+yaml', query: { fieldManager: 'raibid-test' } };
    await server.admin.request('PATCH', `${configMaps}/applied`, options);
    expect(await server.admin.request('GET', `${configMaps}/applied`)).toMatchObject({ data: { from: 'yaml' } });
  });

  it('tell refusals apart, with what the server says', async () => {
    await server.admin.request('POST', configMaps, { body: configMap('twice') });
    await expect(server.admin.request('POST', configMaps, { body: configMap('twice') })).rejects.toMatchObject({
      code: 'already_exists',
      details: { status: 409, reason: 'AlreadyExists' },
    });
    const stale = { ...configMap('twice'), metadata: { name: 'twice', resourceVersion: '1' } };
    await expect(server.admin.request('PUT', `${configMaps}/twice`, { body: stale })).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(server.admin.request('POST', configMaps, { body: configMap('Not A Name') })).rejects.toMatchObject({
      code: 'cluster_refused',
      details: { status: 422, causes: [{ field: 'metadata.name' }] },
    });
  });

  it('end with their signal, and with a cluster that is away', async () => {
    const aborted = server.admin.request('GET', configMaps, { signal: AbortSignal.abort() });
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
    const away = createKubeClient({ ...server.admin.connection, server: 'https://127.0.0.1:1' });
    await expect(away.request('GET', '/readyz')).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('refuse a server that the authority has not signed', async () => {
    const other = createKubeClient({ ...server.admin.connection, tls: { ca: server.authority.pem } });
    await expect(other.request('GET', '/readyz')).rejects.toMatchObject({ code: 'unreachable' });
  });
});

describe('who we are', () => {
  const me = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  const whoAmI = '/apis/authentication.k8s.io/v1/selfsubjectreviews';

  it('is said by the client certificate of a kubeconfig', async () => {
    const { cert, key } = await server.authority.client('someone', 'people');
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const config = {
      'current-context': 'here',
      clusters: [{ name: 'c', cluster: { server: server.url, 'certificate-authority': 'apiserver.crt' } }],
      users: [{ name: 'u', user: { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) } }],
      contexts: [{ name: 'here', context: { cluster: 'c', user: 'u', namespace: 'there' } }],
    };
    const file = join(server.folder, 'kubeconfig');
    await writeFile(file, JSON.stringify(config));
    const connection = await kubeconfigConnection(file);
    const client = createKubeClient(connection);
    expect(connection.namespace).toBe('there');
    expect(await client.request('POST', whoAmI, { body: me })).toMatchObject({
      status: { userInfo: { username: 'someone', groups: expect.arrayContaining(['people']) } },
    });
    await expect(client.request('GET', configMaps)).rejects.toMatchObject({
      code: 'cluster_refused',
      details: { status: 403, reason: 'Forbidden' },
    });
  });

  it("is said by a pod's ServiceAccount, whose token is read again when it changes", async () => {
    const accounts = '/api/v1/namespaces/default/serviceaccounts';
    for (const name of ['first', 'second']) {
      await server.admin.request('POST', accounts, { body: { metadata: { name } } });
    }
    const tokenOf = async (name: string): Promise<string> => {
      const answer = await server.admin.request('POST', `${accounts}/${name}/token`, { body: { spec: {} } });
      return (answer as { status: { token: string } }).status.token;
    };
    const files = { token: `${await tokenOf('first')}\n`, 'ca.crt': server.ca, namespace: 'default' };
    for (const [name, text] of Object.entries(files)) await writeFile(join(server.folder, name), text);
    const client = createKubeClient(await inClusterConnection({ folder: server.folder, server: server.url }));
    const named = (name: string) => ({ status: { userInfo: { username: `system:serviceaccount:default:${name}` } } });
    expect(await client.request('POST', whoAmI, { body: me })).toMatchObject(named('first'));
    await writeFile(join(server.folder, 'token'), await tokenOf('second'));
    expect(await client.request('POST', whoAmI, { body: me })).toMatchObject(named('second'));
  });

  it('cannot be said outside a pod', async () => {
    await expect(inClusterConnection({ folder: '/nowhere' })).rejects.toMatchObject({ code: 'config_invalid' });
  });
});

describe('a watch', () => {
  it('tells of every change, over a restart of the API server too', async () => {
    const end = new AbortController();
    const changes = server.admin.watch(configMaps, {
      query: { fieldSelector: 'metadata.name=seen' },
      signal: end.signal,
    });
    const next = async () => {
      const { value } = await changes.next();
      return value === undefined ? null : [value.type, (value.object.data as Record<string, string>).n];
    };
    const first = next();
    await server.admin.request('POST', configMaps, { body: configMap('seen', { n: '1' }) });
    expect(await first).toEqual(['ADDED', '1']);
    await server.restart();
    const change = { body: { data: { n: '2' } }, contentType: 'application/merge-patch+json' };
    await server.admin.request('PATCH', `${configMaps}/seen`, change);
    expect(await next()).toEqual(['MODIFIED', '2']);
    const deleted = next();
    await server.admin.request('DELETE', `${configMaps}/seen`);
    expect(await deleted).toEqual(['DELETED', '2']);
    const last = changes.next();
    end.abort();
    expect(await last).toEqual({ done: true, value: undefined });
  }, 90_000);

  it('says so when changes are missing: its caller must list again', async () => {
    await server.restart();
    const watch = server.admin.watch(configMaps, {
      query: { resourceVersion: '1' },
      signal: AbortSignal.timeout(20_000),
    });
    await expect(watch.next()).rejects.toMatchObject({ code: 'cluster_refused', details: { status: 410 } });
  }, 60_000);
});
