import { chmod, copyFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { createKubeClient } from '../../kube/client.ts';
import { kubeconfigConnection } from '../../kube/kubeconfig.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { ComponentContext } from '../context.ts';
import { messageOf } from '../failure.ts';
import type { K3sPlaces } from './places.ts';

const nodesSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      status: z.object({
        nodeInfo: z.object({ kubeletVersion: z.string() }),
        conditions: z
          .array(z.object({ type: z.string(), status: z.string(), message: z.string().optional() }))
          .default([]),
      }),
    }),
  ),
});

/** A node as the cluster sees it. */
export interface NodeState {
  name: string;
  version: string;
  ready: boolean;
  /** Why it is not. */
  message: string;
}

/** The nodes of the cluster that a kubeconfig names. Throws `unreachable`, `config_invalid`. */
export async function readNodes(kubeconfig: string, signal: AbortSignal): Promise<NodeState[]> {
  const client = createKubeClient(await kubeconfigConnection(kubeconfig));
  try {
    const { items } = nodesSchema.parse(await client.request('GET', '/api/v1/nodes', { signal }));
    return items.map(({ metadata, status }) => {
      const ready = status.conditions.find(({ type }) => type === 'Ready');
      return {
        name: metadata.name,
        version: status.nodeInfo.kubeletVersion,
        ready: ready?.status === 'True',
        message: ready?.message ?? 'it says nothing yet',
      };
    });
  } finally {
    client.close();
  }
}

const lookEvery = 500;

/** Waits until the API server answers and every node is Ready. Throws `provision_failed` with the last reason. */
export async function waitForNode(context: ComponentContext, places: K3sPlaces, logHint: string): Promise<void> {
  const end = performance.now() + context.timeoutMilliseconds;
  let reason = 'it wrote no kubeconfig';
  while (performance.now() < end) {
    context.signal.throwIfAborted();
    const nodes = await readNodes(places.kubeconfig, context.signal).catch((error: unknown) => {
      reason = messageOf(error);
      return null;
    });
    if (nodes !== null && nodes.length > 0 && nodes.every(({ ready }) => ready)) return;
    if (nodes !== null)
      reason = nodes.map(({ name, message }) => `node ${name}: ${message}`).join('; ') || 'no node yet';
    context.progress(`waiting for the node (${reason})`);
    await sleep(lookEvery, undefined, { signal: context.signal });
  }
  const said = await lastWords(places.log);
  const what = `k3s is not ready after ${context.timeoutMilliseconds / 1000} s: ${reason}`;
  throw new RaibidError('provision_failed', said === '' ? what : `${what}. It said: ${said}`, {
    hint: `${logHint} \`raibid-cli doctor --for cluster\` looks at the machine.`,
  });
}

/** The last three lines of its log, in one. */
async function lastWords(log: string): Promise<string> {
  const text = await readFile(log, 'utf8').catch(() => '');
  return text.trim().split('\n').slice(-3).join(' | ');
}

/** Where the user's programs look for it, when that is another place. */
export async function publishKubeconfig(from: string, to: string): Promise<void> {
  if (from === to) return;
  const [source, target] = await Promise.all([readFile(from), readFile(to).catch(() => null)]);
  if (target !== null && source.equals(target)) return;
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await copyFile(from, to);
  await chmod(to, 0o600);
}
