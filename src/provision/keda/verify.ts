import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { randomId } from '../../shared/ids.ts';
import { effectiveValues, textValue } from '../chart/chart-values.ts';
import type { Evidence } from '../component.ts';
import type { ComponentContext } from '../context.ts';
import { notVerified } from '../failure.ts';
import { applyObjects, removeAt } from '../manifests/object-changes.ts';
import { withRedis } from '../redis/connect.ts';
import { queuePrefix } from '../redis/verify.ts';
import { secretValue } from '../secrets/stored-secret.ts';
import { testObjects } from './test-objects.ts';
import { webhookAnswers } from './webhook-answers.ts';

const jobsSchema = z.object({
  items: z.array(
    z.looseObject({ status: z.looseObject({ succeeded: z.number().default(0) }).default({ succeeded: 0 }) }),
  ),
});

/** KEDA looks each second; the rest is a pod's start on a busy machine. */
const longestScaling = 90_000;

/** A ScaledJob of ours has no Job while its stream is empty, and one Job that runs to its end for one entry. */
export async function verifyKeda(context: ComponentContext): Promise<Evidence[]> {
  await webhookAnswers(context);
  const name = `setup-${randomId()}`;
  const stream = `${queuePrefix}${name}`;
  const objects = testObjects({
    name,
    stream,
    image: redisImage(context),
    password: await secretValue(context, 'raibid-redis', 'redis-users', 'keda-password'),
  });
  context.progress('scaling a ScaledJob from 0');
  // What is applied registers itself to be taken back: a failure leaves nothing either.
  await applyObjects(context, objects);
  const evidence = await withRedis(context, (as) =>
    as('server', async (send) => {
      const started = performance.now();
      await send('XADD', stream, '*', 'job', 'setup');
      try {
        const jobs = await finishedJobs(context, name, () => send('DEL', stream));
        const seconds = ((performance.now() - started) / 1000).toFixed(1);
        return [`a ScaledJob made ${jobs} Job for one entry of a stream; its pod was done after ${seconds} s`];
      } finally {
        await send('DEL', stream);
      }
    }),
  );
  const { pathOf } = await context.cluster();
  for (const object of objects.toReversed()) await removeAt(context, await pathOf(object));
  return evidence;
}

/** Waits for a Job that succeeded; the entry is taken as soon as one is there, as an agent would. */
async function finishedJobs(context: ComponentContext, name: string, take: () => Promise<unknown>): Promise<number> {
  const { kube } = await context.cluster();
  const path = '/apis/batch/v1/namespaces/raibid-agents/jobs';
  const query = { labelSelector: `scaledjob.keda.sh/name=${name}` };
  const until = performance.now() + longestScaling;
  while (performance.now() < until) {
    const { items } = jobsSchema.parse(await kube.request('GET', path, { query, signal: context.signal }));
    if (items.length > 0) await take();
    if (items.some(({ status }) => status.succeeded > 0)) return items.length;
    await delay(500, undefined, { signal: context.signal });
  }
  throw notVerified(`KEDA made no Job that succeeded within ${longestScaling / 1000} s`, {
    hint: 'See kubectl -n raibid-keda logs deployment/keda-operator, and whether pods start in raibid-agents.',
  });
}

/** An image that is on the node already: that of Redis. */
function redisImage(context: ComponentContext): string {
  const values = effectiveValues(context, 'redis');
  const digest = textValue(values, 'image', 'digest');
  const tagged = `${textValue(values, 'image', 'repository')}:${textValue(values, 'image', 'tag')}`;
  return digest === '' ? tagged : `${tagged}@${digest}`;
}
