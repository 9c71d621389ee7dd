import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { isRaibidError } from '../shared/errors.ts';
import type { KubeClient } from './client.ts';
import type { ObjectReference, PathOf } from './resource-paths.ts';

/** An object as it stands in a manifest. */
export type KubeObject = ObjectReference & Record<string, unknown>;

export interface ApplyOptions {
  /** Owner of the fields in the eyes of the API server. */
  manager: string;
  signal?: AbortSignal;
}

export type Difference = 'missing' | 'different' | 'same';

const liveSchema = z.looseObject({ metadata: z.looseObject({}) });

/** Makes the object as the manifest says, by server-side apply; what others set in fields of ours is put back. */
export async function applyObject(kube: KubeClient, pathOf: PathOf, object: KubeObject, options: ApplyOptions) {
  await patch(kube, await pathOf(object), object, options, false);
}

/**
 * What `applyObject` would change, found by the API server's own dry run: defaults, webhooks and other owners are counted
 * in. An object whose kind or namespace does not exist yet is `missing`.
 */
export async function compareObject(
  kube: KubeClient,
  pathOf: PathOf,
  object: KubeObject,
  options: ApplyOptions,
): Promise<Difference> {
  try {
    const path = await pathOf(object);
    const live = await kube.request('GET', path, signalOf(options));
    const wanted = await patch(kube, path, object, options, true);
    return isDeepStrictEqual(canonical(essence(live)), canonical(essence(wanted))) ? 'same' : 'different';
  } catch (error) {
    if (isRaibidError(error, 'not_found')) return 'missing';
    throw error;
  }
}

function patch(kube: KubeClient, path: string, object: KubeObject, options: ApplyOptions, dryRun: boolean) {
  return kube.request('PATCH', path, {
    ...signalOf(options),
    query: { fieldManager: options.manager, force: true, ...(dryRun ? { dryRun: 'All' } : {}) },
    // JSON is YAML.
    contentType: 'application/apply-patch+yaml',
    body: object,
  });
}

/** An object without what every write changes. */
function essence(object: unknown): unknown {
  const { status: _status, ...rest } = liveSchema.parse(object);
  const { managedFields: _fields, resourceVersion: _version, generation: _generation, ...metadata } = rest.metadata;
  return { ...rest, metadata };
}

/**
 * Amounts in one spelling. The API server leaves those of custom resources as they are written, but a controller that
 * writes such an object back (KEDA adds its finalizer) spells them as Go does: `1000m` becomes `1`.
 */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, isAmounts(key, inner) ? amountsOf(inner) : canonical(inner)]),
  );
}

function isAmounts(key: string, value: unknown): value is object {
  return (key === 'requests' || key === 'limits') && typeof value === 'object' && value !== null;
}

function amountsOf(amounts: object): object {
  return Object.fromEntries(
    Object.entries(amounts).map(([name, amount]) => [name, String(amount).replace(/^(\d+)000m$/, '$1')]),
  );
}

function signalOf({ signal }: ApplyOptions): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
