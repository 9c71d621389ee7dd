import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { infra } from '../infra/support/infra.ts';
import { until } from '../support/until.ts';
import { busyboxImage } from './images/own-images.ts';
import { get, inPod, kubectl } from './support/cluster.ts';
import { helmTest, install, uninstall } from './support/install.ts';
import { applyStandInAgents, finish, jobCount, livePods, type StandInAgents } from './support/stand-in-agents.ts';

const agents = 'raibid-agents';

describe('the charts of infra/ with values-test.yaml, on a cluster', () => {
  let config = '';
  let agentPods: StandInAgents;

  beforeAll(async () => {
    config = await mkdtemp(join(tmpdir(), 'raibid-cluster-test-'));
    await kubectl('apply', '--server-side', '--filename', join(infra, 'agents', 'namespace.yaml'));
  });
  afterAll(async () => {
    // KEDA's rights are a binding in this namespace: what has its finalizer must go first, or the namespace never does.
    await kubectl('delete', 'scaledjobs,triggerauthentications', '--all', '--namespace', agents, '--timeout=60s');
    await kubectl('delete', 'namespace', agents, '--timeout=120s');
    for (const component of ['keda', 'gitea', 'redis']) await uninstall(component);
    await rm(config, { recursive: true, force: true });
  });

  it.each(['redis', 'gitea'])('installs %s, whose own tests pass', async (component) => {
    console.log(`${component}: ready after ${(await install(component, config)).toFixed(1)} s`);
    await helmTest(component);
  });

  it("installs KEDA from its module's manifests, with rights in the namespace of agents only", async () => {
    console.log(`keda: ready after ${(await install('keda', config)).toFixed(1)} s`);
    const operator = ['--as', 'system:serviceaccount:raibid-keda:keda-operator'];
    const may = (...words: string[]) =>
      kubectl('auth', 'can-i', ...words, ...operator)
        .then((answer) => answer.trim())
        .catch(() => 'no');
    expect(await may('create', 'jobs', '--namespace', agents)).toBe('yes');
    expect(await may('create', 'jobs', '--namespace', 'raibid-gitea')).toBe('no');
    expect(await may('get', 'secrets', '--namespace', 'raibid-redis')).toBe('no');
  });

  it('changes nothing when the same is installed again', async () => {
    const objects = async () => {
      const { items } = await get<{ items: { metadata: { name: string; generation: number } }[] }>(
        'deployments,statefulsets',
        '--namespace',
        'raibid-redis',
      );
      return items.map(({ metadata }) => [metadata.name, metadata.generation]);
    };
    const before = await objects();
    await install('redis', config);
    expect(await objects()).toEqual(before);
  });

  it('keeps Redis from whoever is not named in its policy', async () => {
    await kubectl('run', 'stranger', '--image', busyboxImage, '--restart=Never', '--', 'sleep', '1000');
    await kubectl('wait', '--for=condition=Ready', 'pod/stranger', '--timeout=60s');
    const asked = () => inPod('default', 'stranger', 'timeout', '3', 'nc', 'redis.raibid-redis', '6379', '-e', 'true');
    // Ended by the time-out (143): nothing came back at all.
    await until('the policy blocks', async () => (await asked()).code === 143);
    await kubectl('delete', 'pod', 'stranger', '--now');
  });

  it('starts as many pods for the ScaledJob of our chart as jobs wait, from none and back to none', async () => {
    agentPods = await applyStandInAgents(config);
    expect(await livePods()).toEqual([]);
    const started = performance.now();
    const entries = [await agentPods.enqueue(), await agentPods.enqueue(), await agentPods.enqueue()];
    const pods = await until('three pods', async () => {
      const live = await livePods();
      return live.length === 3 && live;
    });
    console.log(`keda: three pods ${((performance.now() - started) / 1000).toFixed(1)} s after the first job`);
    for (const [nth, pod] of pods.entries()) await agentPods.claim(pod, entries[nth] ?? '');
    // Some polls of one second, in which a surplus would show.
    await sleep(4000);
    expect(await jobCount()).toBe(3);
    for (const pod of pods) await finish(pod);
    expect(await livePods()).toEqual([]);
  });

  it('leaves a running job alone when the ScaledJob is changed', async () => {
    const entry = await agentPods.enqueue();
    const [pod = ''] = await until('a pod', async () => {
      const live = await livePods();
      return live.length > 0 && live;
    });
    await agentPods.claim(pod, entry);
    const path = '/spec/jobTargetRef/template/metadata/labels/changed';
    const patch = JSON.stringify([{ op: 'add', path, value: 'yes' }]);
    await kubectl('--namespace', agents, 'patch', 'scaledjob', 'default', '--type=json', `--patch=${patch}`);
    await sleep(4000);
    expect(await livePods()).toEqual([pod]);
    await finish(pod);
  });
});
