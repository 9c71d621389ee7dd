import { z } from 'zod';
import { isRaibidError } from '../../shared/errors.ts';
import type { ComponentContext } from '../context.ts';

const amounts = z.record(z.string(), z.unknown()).default({});
const containerSchema = z.looseObject({
  name: z.string(),
  image: z.string().default(''),
  resources: z.looseObject({ requests: amounts, limits: amounts }).prefault({}),
});
const podSpecSchema = z.looseObject({
  containers: z.array(containerSchema).default([]),
  initContainers: z.array(containerSchema).default([]),
});
const template = z.looseObject({ spec: podSpecSchema });
/** A Deployment, a StatefulSet, a CronJob or a ScaledJob: where its pods are described differs. */
const specSchema = z.union([
  z.looseObject({ template }).transform((spec) => spec.template.spec),
  z
    .looseObject({ jobTemplate: z.looseObject({ spec: z.looseObject({ template }) }) })
    .transform((spec) => spec.jobTemplate.spec.template.spec),
  z.looseObject({ jobTargetRef: z.looseObject({ template }) }).transform((spec) => spec.jobTargetRef.template.spec),
]);
const listSchema = z.object({
  items: z.array(z.looseObject({ metadata: z.looseObject({ name: z.string() }), spec: specSchema })),
});

/** What makes pods: where the API has it, and what people call it. */
const kinds = [
  { api: 'apps/v1', plural: 'deployments', kind: 'Deployment' },
  { api: 'apps/v1', plural: 'statefulsets', kind: 'StatefulSet' },
  { api: 'batch/v1', plural: 'cronjobs', kind: 'CronJob' },
  { api: 'keda.sh/v1alpha1', plural: 'scaledjobs', kind: 'ScaledJob' },
] as const;

/** One container of what makes pods. */
export interface DescribedContainer extends z.infer<typeof containerSchema> {
  /** `Deployment raibid-gitea/gitea`. */
  owner: string;
}

/** Every container that a component describes, running now or not. */
export async function containersOf(context: ComponentContext): Promise<DescribedContainer[]> {
  const { kube } = await context.cluster();
  const { namespace } = context.entry;
  const found: DescribedContainer[] = [];
  for (const { api, plural, kind } of kinds) {
    const answer = await kube
      .request('GET', `/apis/${api}/namespaces/${namespace}/${plural}`, { signal: context.signal })
      .catch(noneWhereUnknown);
    for (const { metadata, spec } of listSchema.parse(answer).items) {
      const owner = `${kind} ${namespace}/${metadata.name}`;
      found.push(...[...spec.initContainers, ...spec.containers].map((container) => ({ ...container, owner })));
    }
  }
  return found;
}

/** An empty list for a kind that the cluster does not have. */
export function noneWhereUnknown(error: unknown): { items: [] } {
  if (isRaibidError(error, 'not_found')) return { items: [] };
  throw error;
}
