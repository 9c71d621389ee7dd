import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Evidence } from '../component.ts';
import type { ComponentContext } from '../context.ts';
import { notVerified } from '../failure.ts';
import { infraHead } from './infra-repository.ts';

const kustomizationsSchema = z.object({
  items: z.array(
    z.looseObject({
      metadata: z.looseObject({ name: z.string() }),
      status: z
        .looseObject({
          lastAppliedRevision: z.string().default(''),
          conditions: z
            .array(z.looseObject({ type: z.string(), status: z.string(), message: z.string().default('') }))
            .default([]),
        })
        .prefault({}),
    }),
  ),
});

const kustomizations = '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/raibid-flux/kustomizations';

/** Every Kustomization has applied the newest commit of the infra repository, and says that what it made is healthy. */
export async function verifyFlux(context: ComponentContext): Promise<Evidence[]> {
  const { kube } = await context.cluster();
  const until = performance.now() + context.timeoutMilliseconds;
  for (;;) {
    const head = await infraHead(context);
    if (head === null) throw notVerified('the repository raibid/infra has no branch main');
    const { items } = kustomizationsSchema.parse(await kube.request('GET', kustomizations, { signal: context.signal }));
    const behind = items.filter((item) => !isReconciled(item, head));
    if (items.length > 0 && behind.length === 0)
      return [`commit ${head.slice(0, 10)} of raibid/infra was applied by all ${items.length} Kustomizations`];
    const reasons = behind.map(({ metadata, status }) => `  ${metadata.name}: ${messageOf(status)}`);
    if (performance.now() > until)
      throw notVerified(['Flux has not applied the newest commit of raibid/infra', ...reasons].join('\n'));
    context.progress(reasons[0]?.trim() ?? 'waiting for Flux');
    await delay(2000, undefined, { signal: context.signal });
  }
}

type Kustomization = z.infer<typeof kustomizationsSchema>['items'][number];

function isReconciled({ status }: Kustomization, head: string): boolean {
  const isReady = status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True');
  return isReady && status.lastAppliedRevision.endsWith(head);
}

function messageOf({ conditions }: Kustomization['status']): string {
  return conditions.find(({ type }) => type === 'Ready')?.message || 'not reconciled yet';
}
