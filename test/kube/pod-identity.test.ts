import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { createClient } from '../../src/client/client.ts';
import { agentRoutes } from '../../src/contract/api/agent.ts';
import { contractVersion } from '../../src/contract/version.ts';
import { leaseCalls } from '../../src/server/agent-api/testing/fake-agent.ts';
import { connectPodAgents } from '../../src/server/identity/pod-agents.ts';
import { queueRun } from '../../src/server/testing/sample-run.ts';
import { openTestServer, type TestServer } from '../../src/server/testing/test-server.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { randomId } from '../../src/shared/ids.ts';
import { startApiServer, type TestApiServer } from './api-server.ts';

let kube: TestApiServer;
let folder: string;
let kubeconfig: string;

const namespace = 'raibid-agents';
const inNamespace = `/api/v1/namespaces/${namespace}`;

beforeAll(async () => {
  kube = await startApiServer();
  folder = await mkdtemp(join(tmpdir(), 'raibid-pods-'));
  kubeconfig = await adminKubeconfig();
  await kube.admin.request('POST', '/api/v1/namespaces', { body: { metadata: { name: namespace } } });
  for (const name of ['raibid-agent', 'default']) {
    await kube.admin.request('POST', `${inNamespace}/serviceaccounts`, { body: { metadata: { name } } });
  }
}, 900_000);
afterAll(async () => {
  await kube?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function adminKubeconfig(): Promise<string> {
  const { cert, key } = await kube.authority.client('server', 'system:masters');
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const config = {
    'current-context': 'kube',
    clusters: [{ name: 'kube', cluster: { server: kube.url, 'certificate-authority-data': base64(kube.ca) } }],
    users: [{ name: 'kube', user: { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) } }],
    contexts: [{ name: 'kube', context: { cluster: 'kube', user: 'kube' } }],
  };
  const file = join(folder, 'kubeconfig');
  await writeFile(file, JSON.stringify(config));
  expect(await readFile(file, 'utf8')).toContain(kube.url);
  return file;
}

interface TestPod {
  name: string;
  uid: string;
  /** A token of its ServiceAccount that is bound to the pod. */
  token: string;
}

const madeSchema = z.object({ metadata: z.object({ uid: z.string() }) });
const tokenSchema = z.object({ status: z.object({ token: z.string() }) });

async function makePod(
  options: { account?: string; audience?: string; agentClass?: string; startTime?: string } = {},
): Promise<TestPod> {
  const { account = 'raibid-agent', audience = 'raibid', agentClass = 'default', startTime } = options;
  const name = `agent-${randomId()}`;
  const labels = { 'raibid-ci.dev/agent-class': agentClass };
  const spec = { serviceAccountName: account, containers: [{ name: 'agent', image: 'raibid-ci/agent' }] };
  const pod = { metadata: { name, labels }, spec: { ...spec, automountServiceAccountToken: false } };
  const { metadata } = madeSchema.parse(await kube.admin.request('POST', `${inNamespace}/pods`, { body: pod }));
  const boundObjectRef = { apiVersion: 'v1', kind: 'Pod', name, uid: metadata.uid };
  const body = { spec: { audiences: [audience], boundObjectRef } };
  const path = `${inNamespace}/serviceaccounts/${account}/token`;
  const { status } = tokenSchema.parse(await kube.admin.request('POST', path, { body }));
  if (startTime !== undefined) {
    const patch = { body: { status: { startTime } }, contentType: 'application/merge-patch+json' };
    await kube.admin.request('PATCH', `${inNamespace}/pods/${name}/status`, patch);
  }
  return { name, uid: metadata.uid, token: status.token };
}

let server: TestServer;
let url: string;

beforeEach(async () => {
  const pods = await connectPodAgents({ agentsNamespace: namespace, kubeconfig }, systemClock);
  onTestFinished(() => pods.close());
  server = await openTestServer({ change: () => ({ pods }) });
  url = await server.listen();
});

async function queued(): Promise<string> {
  return (await queueRun(server, await server.createRepository(`local/${randomId()}`))).jobId;
}

async function claim(pod: TestPod, agentClass = 'default') {
  const said = { agentId: 'made-up', agentName: 'made up', agentClass, isolation: 'none' as const };
  const body = { ...said, contractVersion, claimId: randomId() + randomId(), waitMilliseconds: 0 };
  return (await createClient({ url, token: pod.token }).call(agentRoutes.claim, { body })).claim;
}

describe('a pod that claims a job', () => {
  it('is known by its token: name and UID are those of the API server', async () => {
    const jobId = await queued();
    const pod = await makePod();
    expect((await claim(pod))?.job.jobId).toBe(jobId);
    const [lease] = await server.deps.store.leases.list();
    expect(lease?.agent).toEqual({
      agentId: pod.uid,
      agentName: pod.name,
      agentClass: 'default',
      isolation: 'sandbox',
    });
  });

  it('gets one job in its life; asked again before the first heartbeat it gets the same one', async () => {
    const [first] = [await queued(), await queued()];
    const pod = await makePod();
    expect((await claim(pod))?.job.jobId).toBe(first);
    const again = await claim(pod);
    if (again === null) throw new Error('the answer was lost, and the job with it');
    expect(again.job).toMatchObject({ jobId: first, attempt: 1 });
    const calls = leaseCalls(url, again);
    await calls.beat(true);
    await expect(claim(pod)).rejects.toMatchObject({ code: 'lease_lost' });
    await calls.complete(0);
    await expect(claim(pod)).rejects.toMatchObject({ code: 'lease_lost' });
    expect(await claim(await makePod())).not.toBeNull();
  });

  it('gets no job of another class', async () => {
    await queued();
    await expect(claim(await makePod({ agentClass: 'gpu' }))).rejects.toMatchObject({ code: 'forbidden' });
    expect(await claim(await makePod({ agentClass: 'gpu' }), 'gpu')).toBeNull();
  });

  it('is refused when it has been there for an hour: the memory of claims ends', async () => {
    await queued();
    const startTime = new Date(Date.now() - 3_600_000).toISOString();
    await expect(claim(await makePod({ startTime }))).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('a token that is no agent', () => {
  it.each([
    ['of another ServiceAccount', { account: 'default' }],
    ['for another audience', { audience: 'https://kubernetes.default.svc' }],
  ])('%s is refused', async (_what, options) => {
    await queued();
    await expect(claim(await makePod(options))).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('of a pod that is gone is refused', async () => {
    await queued();
    const pod = await makePod();
    await kube.admin.request('DELETE', `${inNamespace}/pods/${pod.name}`, { query: { gracePeriodSeconds: 0 } });
    await expect(claim(pod)).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('that was made up, or is not bound to a pod, is refused', async () => {
    const path = `${inNamespace}/serviceaccounts/raibid-agent/token`;
    const { status } = tokenSchema.parse(
      await kube.admin.request('POST', path, { body: { spec: { audiences: ['raibid'] } } }),
    );
    for (const token of [status.token, 'a.b.c', 'raibid_agent_made-up']) {
      await expect(claim({ name: '', uid: '', token })).rejects.toMatchObject({ code: 'unauthorized' });
    }
  });

  it('opens nothing that belongs to people', async () => {
    const answer = await fetch(`${url}/api/v1/runs`, {
      headers: { authorization: `Bearer ${(await makePod()).token}` },
    });
    expect(answer.status).toBe(401);
  });
});

it('an API server that is away is no wrong token: the agent asks again', async () => {
  const away = join(folder, 'away');
  await writeFile(away, (await readFile(kubeconfig, 'utf8')).replace(kube.url, 'https://127.0.0.1:1'));
  const pods = await connectPodAgents({ agentsNamespace: namespace, kubeconfig: away }, systemClock);
  onTestFinished(() => pods.close());
  Object.assign(server.deps, { pods });
  await expect(claim(await makePod())).rejects.toMatchObject({ code: 'unreachable' });
});
