import { join } from 'node:path';
import { z } from 'zod';
import { infra, render } from '../../infra/support/infra.ts';
import { until } from '../../support/until.ts';
import { busyboxImage } from '../images/own-images.ts';
import { runQuiet } from '../run.ts';
import { apply, get, inPod, kubectl, type Manifest } from './cluster.ts';

const namespace = 'raibid-agents';

const scaledJobSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({}),
  spec: z.looseObject({
    triggers: z.tuple([z.looseObject({ metadata: z.looseObject({ stream: z.string() }) })]),
    jobTargetRef: z.looseObject({
      template: z.looseObject({ spec: z.looseObject({ containers: z.array(z.looseObject({ name: z.string() })) }) }),
    }),
  }),
});

/** Waits for a file that says the job is claimed, which makes it Ready, and for one that says it is done. */
const script = 'for step in claimed done; do until [ -e /run/agent/$step ]; do sleep 0.1; done; done';

export interface StandInAgents {
  /** Puts a job into the queue; answers its entry. */
  enqueue(): Promise<string>;
  /** A pod takes this job: the entry leaves the stream, and the pod becomes Ready. */
  claim(pod: string, entry: string): Promise<void>;
}

/** Applies the chart of the agents, its ScaledJob with containers that wait to be told what an agent would do. */
export async function applyStandInAgents(config: string): Promise<StandInAgents> {
  await runQuiet([join(infra, 'scripts', 'create-secrets.sh'), 'agents'], { env: { XDG_CONFIG_HOME: config } });
  const objects = await render('agents', '--values', join(infra, 'agents', 'chart', 'values-test.yaml'));
  const scaledJob = scaledJobSchema.parse(objects.find(({ kind }) => kind === 'ScaledJob'));
  const others = objects.filter(({ kind }) => kind !== 'Pod' && kind !== 'ScaledJob');
  await apply(...(others as Manifest[]), standIn(scaledJob));
  await kubectl('--namespace', namespace, 'wait', '--for=condition=Ready', 'scaledjob/default', '--timeout=60s');
  const { stream } = scaledJob.spec.triggers[0].metadata;
  return {
    enqueue: () => redisCli('xadd', stream, '*', 'job', '1'),
    async claim(pod, entry) {
      await redisCli('xdel', stream, entry);
      await tell(pod, 'claimed');
      await kubectl('--namespace', namespace, 'wait', '--for=condition=Ready', `pod/${pod}`, '--timeout=30s');
    },
  };
}

function standIn({ spec, ...rest }: z.infer<typeof scaledJobSchema>): Manifest {
  const { template } = spec.jobTargetRef;
  const agent = template.spec.containers.find(({ name }) => name === 'agent');
  const container = { ...agent, image: busyboxImage, command: ['sh', '-c', script], args: [], env: [] };
  const pod = { ...template.spec, terminationGracePeriodSeconds: 0, containers: [container] };
  const jobTargetRef = { ...spec.jobTargetRef, template: { ...template, spec: pod } };
  return { ...rest, spec: { ...spec, jobTargetRef } };
}

/** Names of the pods of agents that have not ended. */
export async function livePods(): Promise<string[]> {
  const { items } = await get<{ items: { metadata: { name: string }; status: { phase: string } }[] }>(
    'pods',
    '--namespace',
    namespace,
  );
  return items
    .filter(({ status }) => ['Pending', 'Running'].includes(status.phase))
    .map(({ metadata }) => metadata.name);
}

/** How many Jobs KEDA has made up to now, ended ones too. */
export async function jobCount(): Promise<number> {
  return (await get<{ items: unknown[] }>('jobs', '--namespace', namespace)).items.length;
}

/** The pod's job is done, and the pod ends. */
export async function finish(pod: string): Promise<void> {
  await tell(pod, 'done');
  await until(`${pod} ends`, async () => !(await livePods()).includes(pod));
}

async function tell(pod: string, step: string): Promise<void> {
  await until(`${pod} runs`, async () => (await inPod(namespace, pod, 'touch', `/run/agent/${step}`)).code === 0);
}

/** redis-cli as the server's user, inside of Redis's own pod: no policy lets anybody else in. */
async function redisCli(...words: string[]): Promise<string> {
  const secret = await get<{ data: Record<string, string> }>('secret', 'redis-users', '--namespace', 'raibid-redis');
  const password = Buffer.from(secret.data['server-password'] ?? '', 'base64').toString();
  const inside = ['--namespace', 'raibid-redis', 'exec', 'redis-0', '--container', 'redis', '--'];
  const cli = ['env', `REDISCLI_AUTH=${password}`, 'redis-cli', '-e', '--no-auth-warning', '--user', 'server'];
  return (await kubectl(...inside, ...cli, ...words)).trim();
}
