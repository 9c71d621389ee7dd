import { z } from 'zod';
import { isRaibidError, RaibidError } from '../../shared/errors.ts';
import type { ComponentContext } from '../context.ts';

const secretSchema = z.object({ data: z.record(z.string(), z.base64()).default({}) });

/** What a Secret is: where, and its values by key. */
export interface StoredSecret {
  namespace: string;
  name: string;
  values: Record<string, string>;
}

/** Values of a Secret; null when it is not there. */
export async function readSecret(
  { cluster, signal }: Pick<ComponentContext, 'cluster' | 'signal'>,
  namespace: string,
  name: string,
): Promise<Record<string, string> | null> {
  try {
    const { kube } = await cluster();
    const { data } = secretSchema.parse(await kube.request('GET', secretPath(namespace, name), { signal }));
    const entries = Object.entries(data);
    return Object.fromEntries(entries.map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]));
  } catch (error) {
    if (isRaibidError(error, 'not_found')) return null;
    throw error;
  }
}

/** One value of a Secret that must be there. Throws `provision_failed` that names it, never a value. */
export async function secretValue(
  context: Pick<ComponentContext, 'cluster' | 'signal'>,
  namespace: string,
  name: string,
  key: string,
): Promise<string> {
  const value = (await readSecret(context, namespace, name))?.[key];
  if (value !== undefined && value !== '') return value;
  throw new RaibidError('provision_failed', `the Secret ${namespace}/${name} has no key ${key}`, {
    hint: 'Set up the component that it belongs to first.',
  });
}

/** Writes a Secret by server-side apply, over what may be there. */
export async function writeSecret(context: ComponentContext, secret: StoredSecret, type: string): Promise<void> {
  const { kube } = await context.cluster();
  const { namespace, name, values } = secret;
  await kube.request('PATCH', secretPath(namespace, name), {
    query: { fieldManager: 'raibid-cli', force: true },
    contentType: 'application/apply-patch+yaml',
    signal: context.signal,
    body: {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace, name, labels: labelsOf(name, context.entry.name) },
      type,
      data: Object.fromEntries(
        Object.entries(values).map(([key, value]) => [key, Buffer.from(value, 'utf8').toString('base64')]),
      ),
    },
  });
}

export function secretPath(namespace: string, name: string): string {
  return `/api/v1/namespaces/${namespace}/secrets/${name}`;
}

function labelsOf(name: string, component: string): Record<string, string> {
  return {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/component': component,
    'app.kubernetes.io/part-of': 'raibid-ci',
    'app.kubernetes.io/managed-by': 'raibid-cli',
  };
}
