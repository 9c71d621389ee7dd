import { z } from 'zod';
import { isRaibidError } from '../../shared/errors.ts';
import type { Cluster } from '../context.ts';

const paths = {
  gitrepositories: '/apis/source.toolkit.fluxcd.io/v1/namespaces/raibid-flux/gitrepositories',
  helmcharts: '/apis/source.toolkit.fluxcd.io/v1/namespaces/raibid-flux/helmcharts',
  kustomizations: '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/raibid-flux/kustomizations',
  helmreleases: '/apis/helm.toolkit.fluxcd.io/v2/namespaces/raibid-flux/helmreleases',
} as const;

/** Kinds of Flux that we look at, as the API names them. */
export type FluxKind = keyof typeof paths;

const conditionSchema = z.looseObject({
  type: z.string(),
  status: z.string(),
  reason: z.string().default(''),
  message: z.string().default(''),
});
const listSchema = z.object({
  items: z.array(
    z.looseObject({
      metadata: z.looseObject({ name: z.string(), generation: z.number().default(0) }),
      spec: z.looseObject({ suspend: z.boolean().default(false) }).prefault({}),
      status: z
        .looseObject({
          conditions: z.array(conditionSchema).default([]),
          /** Of a Kustomization: `main@sha1:<commit>`. */
          lastAppliedRevision: z.string().default(''),
          /** Of a GitRepository: what it fetched last, in the same form. */
          artifact: z.looseObject({ revision: z.string().default('') }).prefault({}),
          /** Of a HelmChart from a GitRepository: the same. */
          observedSourceArtifactRevision: z.string().default(''),
          lastHandledReconcileAt: z.string().default(''),
        })
        .prefault({}),
    }),
  ),
});

/** An object of Flux, as far as we read it. */
export type FluxObject = z.infer<typeof listSchema>['items'][number];

export interface Asking {
  cluster: () => Promise<Cluster>;
  signal: AbortSignal;
}

/** All objects of a kind in Flux's namespace; none where Flux is not there. */
export async function fluxObjects({ cluster, signal }: Asking, kind: FluxKind): Promise<FluxObject[]> {
  const { kube } = await cluster();
  try {
    return listSchema.parse(await kube.request('GET', paths[kind], { signal })).items;
  } catch (error) {
    if (isRaibidError(error, 'not_found')) return [];
    throw error;
  }
}

/** Changes some fields of an object, as a merge patch. */
export async function patchFluxObject({ cluster, signal }: Asking, kind: FluxKind, name: string, body: object) {
  const { kube } = await cluster();
  const contentType = 'application/merge-patch+json';
  await kube.request('PATCH', `${paths[kind]}/${name}`, { body, contentType, signal });
}

/** True when the newest form of the object was worked on, and all is well. */
export function isReady({ status }: FluxObject): boolean {
  return status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True');
}

/** Reasons for which an object is not ready that pass by themselves. */
const passing = new Set(['Progressing', 'DependencyNotReady', 'HealthCheckCanceled']);

/** True when the last attempt at the object failed; Flux may be about to try again. */
export function isFailing({ status }: FluxObject): boolean {
  return status.conditions.some(
    ({ type, status: is, reason }) => type === 'Ready' && is === 'False' && !passing.has(reason),
  );
}

/** What Flux says of an object that is not ready. */
export function readyMessage({ status }: FluxObject): string {
  return status.conditions.find(({ type }) => type === 'Ready')?.message || 'not reconciled yet';
}
