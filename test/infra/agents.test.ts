import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { queueStream } from '../../src/store/redis/keys.ts';
import { type KubernetesObject, render } from './support/infra.ts';

const containerSchema = z.looseObject({
  name: z.string(),
  image: z.string(),
  volumeMounts: z.array(z.looseObject({ name: z.string() })),
  resources: z.looseObject({ limits: z.record(z.string(), z.string()) }),
});
const scaledJobSchema = z.looseObject({
  spec: z.looseObject({
    maxReplicaCount: z.number(),
    triggers: z.array(z.looseObject({ metadata: z.record(z.string(), z.string()) })),
    jobTargetRef: z.looseObject({
      template: z.looseObject({
        spec: z.looseObject({
          automountServiceAccountToken: z.boolean(),
          containers: z.array(containerSchema),
          volumes: z.array(z.looseObject({ name: z.string() })),
        }),
      }),
    }),
  }),
});

function scaledJob(objects: KubernetesObject[], name: string) {
  return scaledJobSchema.parse(objects.find((each) => each.kind === 'ScaledJob' && each.metadata.name === name)).spec;
}

function namesOf(objects: KubernetesObject[], kind: string): string[] {
  return objects.filter((each) => each.kind === kind).map((each) => each.metadata.name);
}

describe('the chart of the agents', () => {
  it('scales by the length of a stream of waiting jobs, with no consumer group', async () => {
    const spec = scaledJob(await render('agents'), 'default');
    expect(spec).toMatchObject({
      pollingInterval: 1,
      minReplicaCount: 0,
      rollout: { strategy: 'gradual' },
      scalingStrategy: { strategy: 'accurate', pendingPodConditions: ['Ready'] },
      jobTargetRef: { parallelism: 1, completions: 1, backoffLimit: 0, ttlSecondsAfterFinished: 300 },
    });
    expect(spec.triggers.map((trigger) => trigger.metadata)).toEqual([
      { address: 'redis.raibid-redis.svc.cluster.local:6379', stream: queueStream('default'), streamLength: '1' },
    ]);
  });

  it('gives the container that runs steps no token, and nothing of the agent but the socket', async () => {
    const pod = scaledJob(await render('agents'), 'default').jobTargetRef.template.spec;
    const mountsOf = (name: string) =>
      pod.containers
        .filter((each) => each.name === name)
        .flatMap((each) => each.volumeMounts.map((mount) => mount.name));
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(pod.containers.map((each) => each.name)).toEqual(['agent', 'job']);
    expect(mountsOf('job')).toEqual(['executor', 'work', 'work']);
    expect(mountsOf('agent')).toContain('token');
    expect(pod.volumes.filter((volume) => 'persistentVolumeClaim' in volume || 'hostPath' in volume)).toEqual([]);
  });

  it('makes a ScaledJob for each class, which takes from `default` what it does not say', async () => {
    const objects = await render('agents', '--set', 'classes.gpu.enabled=true', '--set', 'classes.rust.max=3');
    expect(namesOf(objects, 'ScaledJob')).toEqual(['default', 'gpu', 'rust']);
    expect(scaledJob(objects, 'rust').maxReplicaCount).toBe(3);
    const limits = (name: string) =>
      scaledJob(objects, name).jobTargetRef.template.spec.containers[1]?.resources.limits;
    expect(limits('rust')).toEqual({ cpu: '8000m', memory: '16Gi' });
    expect(limits('gpu')).toMatchObject({ 'nvidia.com/gpu': '1' });
  });

  it('takes the digest of the default image for that image alone', async () => {
    const digest = `sha256:${'0'.repeat(64)}`;
    const own = ['--set', 'classes.rust.image.repository=raibid-ci/job-rust,classes.rust.image.tag=0.1.0'];
    const objects = await render('agents', '--set', `default.image.digest=${digest}`, ...own);
    const image = (name: string) => {
      const { containers } = scaledJob(objects, name).jobTargetRef.template.spec;
      return containers.find((each) => each.name === 'job')?.image;
    };
    expect(image('default')).toBe(`raibid-ci/job:0.1.0@${digest}`);
    expect(image('rust')).toBe('raibid-ci/job-rust:0.1.0');
  });

  it('closes private addresses to jobs, but for those that are allowed', async () => {
    const words = ['--set', 'egress.allow[0].cidr=192.168.7.9/32', '--set', 'egress.allow[0].ports={443}'];
    const policy = (await render('agents', ...words)).find((each) => each.kind === 'NetworkPolicy');
    const text = JSON.stringify(policy);
    for (const range of ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', 'fc00::/7'])
      expect(text).toContain(`"${range}"`);
    expect(text).toContain('{"to":[{"ipBlock":{"cidr":"192.168.7.9/32"}}],"ports":[{"port":443,"protocol":"TCP"}]}');
  });

  it('refuses a value that it does not know', async () => {
    await expect(render('agents', '--set', 'egress.internets=false')).rejects.toThrow(/internets/);
  });
});
