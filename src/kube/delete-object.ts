import { setTimeout as delay } from 'node:timers/promises';
import { RaibidError } from '../shared/errors.ts';
import type { KubeClient } from './client.ts';
import { isFound } from './is-found.ts';

export interface DeleteOptions {
  signal: AbortSignal;
  /** Longest wait until it is gone. */
  timeoutMilliseconds: number;
}

/**
 * Deletes what is at a path and waits until it is gone; what it owns follows. Answers false when nothing was there.
 * Throws `conflict` when it is still there at the end of the time: a finalizer that nobody works on, most often.
 */
export async function deleteObject(kube: KubeClient, path: string, options: DeleteOptions): Promise<boolean> {
  const { signal, timeoutMilliseconds } = options;
  const body = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' };
  if (!(await isFound(kube.request('DELETE', path, { body, signal })))) return false;
  const until = performance.now() + timeoutMilliseconds;
  while (await isFound(kube.request('GET', path, { signal }))) {
    if (performance.now() > until)
      throw new RaibidError('conflict', `${path} is still there after ${timeoutMilliseconds / 1000} s`, {
        hint: 'Something that it waits for is not done: see metadata.finalizers and status.conditions of the object.',
      });
    await delay(250, undefined, { signal });
  }
  return true;
}
