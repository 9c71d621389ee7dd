import { z } from 'zod';
import { isRaibidError } from '../../shared/errors.ts';
import type { ComponentContext } from '../context.ts';
import { removeAt } from './object-changes.ts';

const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const crdListSchema = z.object({
  items: z.array(
    z.looseObject({
      metadata: z.looseObject({ name: z.string() }),
      spec: z.looseObject({
        group: z.string(),
        names: z.looseObject({ plural: z.string() }),
        versions: z.array(z.looseObject({ name: z.string(), storage: z.boolean() })),
      }),
    }),
  ),
});
const objectListSchema = z.object({
  items: z.array(z.looseObject({ metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }) })),
});
type Definition = z.infer<typeof crdListSchema>['items'][number];

/**
 * Deletes all objects of the kinds whose group ends with `group`, or these kinds themselves. Objects are freed of their
 * finalizers first: who would work on them is going away too, and may be gone already.
 */
export async function removeCustomResources(context: ComponentContext, group: string, what: 'objects' | 'kinds') {
  for (const definition of await definitionsOf(context, group)) {
    context.progress(`removing ${definition.metadata.name}`);
    for (const path of await objectPaths(context, definition)) await removeObject(context, path);
    if (what === 'kinds') await removeAt(context, `${crds}/${definition.metadata.name}`);
  }
}

async function definitionsOf({ cluster, signal }: ComponentContext, group: string): Promise<Definition[]> {
  const { kube } = await cluster();
  const { items } = crdListSchema.parse(await kube.request('GET', crds, { signal }));
  return items.filter(({ spec }) => spec.group === group || spec.group.endsWith(`.${group}`));
}

async function objectPaths({ cluster, signal }: ComponentContext, { spec }: Definition): Promise<string[]> {
  const { kube } = await cluster();
  const version = spec.versions.find(({ storage }) => storage)?.name ?? '';
  const base = `/apis/${spec.group}/${version}`;
  const { items } = objectListSchema.parse(await kube.request('GET', `${base}/${spec.names.plural}`, { signal }));
  return items.map(({ metadata: { name, namespace } }) => {
    const scope = namespace === undefined ? '' : `/namespaces/${namespace}`;
    return `${base}${scope}/${spec.names.plural}/${name}`;
  });
}

async function removeObject(context: ComponentContext, path: string): Promise<void> {
  const { kube } = await context.cluster();
  try {
    await kube.request('PATCH', path, {
      body: { metadata: { finalizers: null } },
      contentType: 'application/merge-patch+json',
      signal: context.signal,
    });
  } catch (error) {
    if (isRaibidError(error, 'not_found')) return;
    throw error;
  }
  await removeAt(context, path);
}
