import { join } from 'node:path';
import type { KubeObject } from '../../kube/server-side-apply.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { ComponentContext } from '../context.ts';
import { parseManifests, readManifestFolder } from '../manifests/read-manifests.ts';
import { clusterFolder } from './seed-tree.ts';

/** Flux itself in the order in which it must be applied: its namespace, its kinds, its controllers. */
export async function controllerObjects(context: ComponentContext): Promise<KubeObject[]> {
  const { manifests, name, path } = context.entry;
  if (manifests === undefined)
    throw new RaibidError('config_invalid', `components.yaml names no manifests for ${name}`);
  const built = await build(context, join(context.infra, manifests));
  const isKind = ({ kind }: KubeObject): boolean => kind === 'CustomResourceDefinition';
  return [
    ...readManifestFolder(join(context.infra, path)),
    ...built.filter(isKind),
    ...built.filter((object) => !isKind(object)),
  ];
}

/** What tells Flux of the infra repository. */
export function clusterObjects(context: ComponentContext): Promise<KubeObject[]> {
  return build(context, clusterFolder(context));
}

async function build(context: ComponentContext, folder: string): Promise<KubeObject[]> {
  const { kubectl } = await context.cluster();
  return parseManifests(await kubectl.run(['kustomize', folder]), folder);
}
