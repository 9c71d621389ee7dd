import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** An object of Flux, as far as the stand-ins read it. */
export interface FluxObject<Spec> {
  metadata: { name: string; namespace: string; generation: number; annotations?: Record<string, string> };
  spec: Spec & { suspend?: boolean };
}

/** Runs a program and answers its standard output; rejects with what it said on standard error. */
export async function run(file: string, words: string[], env: NodeJS.ProcessEnv = process.env): Promise<string> {
  return (await execute(file, words, { env, maxBuffer: 64 * 1024 * 1024 })).stdout;
}

/** Everything of a kind in the cluster that is not suspended, by the rights of the pod's ServiceAccount. */
export async function listOf<Spec>(kind: string): Promise<FluxObject<Spec>[]> {
  const text = await run('kubectl', ['get', kind, '--all-namespaces', '--output=json']);
  const { items } = JSON.parse(text) as { items: FluxObject<Spec>[] };
  return items.filter(({ spec }) => spec.suspend !== true);
}

/** The `data` of a Secret or ConfigMap, as the API server has it. */
export async function dataOf(kind: string, namespace: string, name: string): Promise<Record<string, string>> {
  const text = await run('kubectl', ['get', kind, name, `--namespace=${namespace}`, '--output=json']);
  return (JSON.parse(text) as { data?: Record<string, string> }).data ?? {};
}

/** Writes the status as the real controllers do: conditions, generation, and the request that was handled. */
export async function report<Spec>(
  kind: string,
  { metadata }: FluxObject<Spec>,
  ready: { isReady: boolean; reason: string; message: string },
  more: object = {},
): Promise<void> {
  const { name, namespace, generation } = metadata;
  const { isReady, reason, message } = ready;
  const condition = { type: 'Ready', status: isReady ? 'True' : 'False', reason, message };
  const status = {
    observedGeneration: generation,
    conditions: [{ ...condition, observedGeneration: generation, lastTransitionTime: new Date().toISOString() }],
    lastHandledReconcileAt: requestOf(metadata.annotations),
    ...more,
  };
  const place = ['patch', kind, name, `--namespace=${namespace}`, '--subresource=status', '--type=merge'];
  await run('kubectl', [...place, '--patch', JSON.stringify({ status })]);
}

/** What `flux reconcile` writes to ask for a reconcile now. */
export function requestOf(annotations: Record<string, string> = {}): string | undefined {
  return annotations['reconcile.fluxcd.io/requestedAt'];
}
