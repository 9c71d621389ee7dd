import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPathOf } from '../../src/kube/resource-paths.ts';
import { helmFolder, helmTimeout } from '../../src/manifests/testing/helm.ts';
import { recoverRelease, uninstall } from '../../src/provision/chart/apply-release.ts';
import { runUpgrade } from '../../src/provision/chart/helm-upgrade.ts';
import { readReleases } from '../../src/provision/chart/release.ts';
import { planRelease } from '../../src/provision/chart/release-changes.ts';
import { readComponents } from '../../src/provision/components.ts';
import type { ComponentContext } from '../../src/provision/context.ts';
import { infraFolder } from '../../src/provision/infra-folder.ts';
import { applyObjects, planObjects } from '../../src/provision/manifests/object-changes.ts';
import { readManifestFolder } from '../../src/provision/manifests/read-manifests.ts';
import { redisSecrets } from '../../src/provision/redis/secrets.ts';
import { applySecrets, planSecrets } from '../../src/provision/secrets/secret-changes.ts';
import { readSecret } from '../../src/provision/secrets/stored-secret.ts';
import { trackContext } from '../../src/provision/setup/component-context.ts';
import { createToolRunner } from '../../src/provision/tools/tool-runner.ts';
import { silentLogger } from '../../src/shared/logger.ts';
import { startApiServer, type TestApiServer } from './api-server.ts';

let server: TestApiServer;
let folder = '';
let kubeconfig = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'raibid-release-'));
  server = await startApiServer();
  kubeconfig = await writeKubeconfig();
}, 900_000 + helmTimeout);
afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function writeKubeconfig(): Promise<string> {
  const { connection } = server.admin;
  const file = join(folder, 'kubeconfig');
  const cluster = {
    server: connection.server,
    'certificate-authority-data': Buffer.from(server.ca).toString('base64'),
  };
  const config = {
    'current-context': 'test',
    clusters: [{ name: 'test', cluster }],
    users: [{ name: 'test', user: { token: await connection.token() } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
  };
  await writeFile(file, JSON.stringify(config), { mode: 0o600 });
  return file;
}

/** Redis of infra/ on this API server, as setup would see it. */
function redis(infra = infraFolder(), maxMemory = '64mb') {
  const entries = readComponents(infra);
  const entry = entries.find(({ name }) => name === 'redis');
  if (entry === undefined) throw new Error('no redis');
  const { signal } = new AbortController();
  const runnerOptions = { env: process.env, signal };
  const place = { kubeconfig, contextName: null };
  const tool = { file: join(helmFolder(), 'helm'), version: 'v4.3' };
  const helm = createToolRunner('helm', tool, place, runnerOptions);
  const cluster = async () => ({
    ...place,
    kube: server.admin,
    pathOf: createPathOf(server.admin),
    helm,
    kubectl: helm,
  });
  return trackContext(
    {
      ...{ entries, infra, cluster, signal, env: process.env, log: silentLogger(), timeoutMilliseconds: 60_000 },
      isOwnedByGit: async () => false,
      ...{ profile: 'default', init: 'none', bundle: null, mirror: null, charts: null },
      values: { redis: { maxMemory } },
      paths: { cache: folder, config: folder, kubeconfig, root: folder },
    },
    entry,
    () => undefined,
  );
}

let context: ComponentContext;
beforeEach(() => {
  context = redis().context;
});

async function revisions(): Promise<string[]> {
  return (await readReleases(context)).map(({ version, info }) => `${version} ${info.status}`);
}

const statefulSet = '/apis/apps/v1/namespaces/raibid-redis/statefulsets/redis';
const merge = 'application/merge-patch+json';

/** Against a real API server and a real helm; no controller runs, so no pod ever starts. */
describe.sequential('setup on a real API server', () => {
  const manifests = readManifestFolder(join(infraFolder(), 'redis'));

  it('plans namespace and policies where nothing is, applies them once, and finds nothing to do then', async () => {
    const planned = await planObjects(context, manifests);
    expect(planned.map(({ action }) => action)).toEqual(manifests.map(() => 'create'));
    await applyObjects(context, manifests);
    expect(await planObjects(context, manifests)).toEqual([]);
  });

  it('puts back what was changed or deleted by hand', async () => {
    const policy = '/apis/networking.k8s.io/v1/namespaces/raibid-redis/networkpolicies';
    await server.admin.request('DELETE', `${policy}/default-deny`);
    const open = { spec: { ingress: [{}] } };
    await server.admin.request('PATCH', `${policy}/redis`, { body: open, contentType: merge });
    expect(await planObjects(context, manifests)).toEqual([
      { action: 'create', what: 'NetworkPolicy raibid-redis/default-deny' },
      { action: 'update', what: 'NetworkPolicy raibid-redis/redis' },
    ]);
    await applyObjects(context, manifests);
    expect(await planObjects(context, manifests)).toEqual([]);
  });

  it('makes Secrets once, and refuses one that lacks a key', async () => {
    expect(await planSecrets(context, redisSecrets)).toEqual([
      { action: 'create', what: 'Secret raibid-redis/redis-users' },
    ]);
    await applySecrets(context, redisSecrets);
    const made = await readSecret(context, 'raibid-redis', 'redis-users');
    expect(new Set(Object.values(made ?? {})).size).toBe(4);
    await applySecrets(context, redisSecrets);
    expect(await readSecret(context, 'raibid-redis', 'redis-users')).toEqual(made);
    const path = '/api/v1/namespaces/raibid-redis/secrets/redis-users';
    await server.admin.request('PATCH', path, { body: { data: { 'keda-password': null } }, contentType: merge });
    await expect(planSecrets(context, redisSecrets)).rejects.toThrow('has no key keda-password');
  });

  it('installs a release once: the same again plans nothing and makes no revision', async () => {
    expect(await planRelease(context)).toEqual([{ action: 'create', what: 'release redis', detail: '7.0.15' }]);
    await runUpgrade(context);
    expect(await planRelease(context)).toEqual([]);
    expect(await revisions()).toEqual(['1 deployed']);
  });

  it('sees changed values, a changed template and a changed object, each with its reason', async () => {
    expect(await planRelease(redis(infraFolder(), '65mb').context)).toMatchObject([
      { action: 'update', detail: 'values changed' },
    ]);

    const infra = join(folder, 'infra');
    await cp(infraFolder(), infra, { recursive: true });
    const file = join(infra, 'redis/chart/files/redis.conf');
    await writeFile(file, `${await readFile(file, 'utf8')}\nhz 20\n`);
    expect(await planRelease(redis(infra).context)).toMatchObject([{ action: 'update', detail: 'templates changed' }]);

    await server.admin.request('PATCH', statefulSet, { body: { spec: { replicas: 0 } }, contentType: merge });
    const byHand = { action: 'update', what: 'StatefulSet raibid-redis/redis', detail: 'it was changed by hand' };
    expect(await planRelease(context)).toEqual([byHand]);
    await runUpgrade(context);
    expect(await server.admin.request('GET', statefulSet)).toMatchObject({ spec: { replicas: 1 } });
    expect(await planRelease(context)).toEqual([]);
  });

  it('goes back from an upgrade that a kill left pending', async () => {
    await leavePending();
    expect(await planRelease(context)).toMatchObject([{ action: 'recover', what: 'release redis' }]);
    await recoverRelease(context);
    expect((await revisions())[0]).toMatch(/ deployed$/);
    expect(await planRelease(context)).toEqual([]);
  });

  it('takes back a new namespace and its policies when the component fails', async () => {
    await uninstall(context);
    await server.admin.request(
      'DELETE',
      '/apis/networking.k8s.io/v1/namespaces/raibid-redis/networkpolicies/default-deny',
    );
    const tracked = redis();
    await applyObjects(tracked.context, manifests);
    expect(await tracked.undo()).toEqual([]);
    const left = await planObjects(context, manifests);
    expect(left).toEqual([{ action: 'create', what: 'NetworkPolicy raibid-redis/default-deny' }]);
  });
});

/** What is there after a kill of helm in the middle of an upgrade: its newest revision says so. */
async function leavePending(): Promise<void> {
  const [current] = await readReleases(context);
  if (current === undefined) throw new Error('nothing is installed');
  const name = `sh.helm.release.v1.redis.v${current.version + 1}`;
  const old = `/api/v1/namespaces/raibid-redis/secrets/sh.helm.release.v1.redis.v${current.version}`;
  const stored = (await server.admin.request('GET', old)) as {
    data: { release: string };
    metadata: { labels: object };
  };
  const inner = Buffer.from(stored.data.release, 'base64').toString('latin1');
  const release = JSON.parse(gunzipSync(Buffer.from(inner, 'base64')).toString('utf8'));
  const pending = { ...release, version: current.version + 1, info: { ...release.info, status: 'pending-upgrade' } };
  const data = Buffer.from(gzipSync(JSON.stringify(pending)).toString('base64')).toString('base64');
  await server.admin.request('POST', '/api/v1/namespaces/raibid-redis/secrets', {
    body: {
      ...{ apiVersion: 'v1', kind: 'Secret', type: 'helm.sh/release.v1', data: { release: data } },
      metadata: {
        name,
        labels: { ...stored.metadata.labels, status: 'pending-upgrade', version: `${current.version + 1}` },
      },
    },
  });
}
