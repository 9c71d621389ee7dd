import { z } from 'zod';
import { isRaibidError, RaibidError } from '../shared/errors.ts';
import type { KubeClient } from './client.ts';

const resourceListSchema = z.object({
  resources: z.array(z.object({ name: z.string(), kind: z.string(), namespaced: z.boolean() })),
});

/** What tells one object of a cluster from all others. */
export interface ObjectReference {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string | undefined };
}

/** Finds the path of an object. Throws `not_found` when the cluster does not know its kind. */
export type PathOf = (object: ObjectReference) => Promise<string>;

/** Asks the cluster which kinds it knows, once for each group and version; a kind that is missing is asked for again. */
export function createPathOf(kube: KubeClient): PathOf {
  const lists = new Map<string, Promise<z.infer<typeof resourceListSchema>['resources']>>();
  const listOf = (base: string): ReturnType<typeof readList> => {
    const known = lists.get(base) ?? readList(kube, base);
    lists.set(base, known);
    return known;
  };
  return async (object) => {
    const base = basePath(object.apiVersion);
    const resource = (await listOf(base)).find(({ kind, name }) => kind === object.kind && !name.includes('/'));
    if (resource === undefined) {
      lists.delete(base);
      throw new RaibidError('not_found', `the cluster knows no kind ${object.kind} in ${object.apiVersion}`);
    }
    const { name, namespace } = object.metadata;
    const scope = resource.namespaced ? `/namespaces/${namespace ?? kube.connection.namespace}` : '';
    return `${base}${scope}/${resource.name}/${name}`;
  };
}

function basePath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

async function readList(kube: KubeClient, base: string) {
  try {
    return resourceListSchema.parse(await kube.request('GET', base)).resources;
  } catch (error) {
    if (isRaibidError(error, 'not_found')) return [];
    throw error;
  }
}
