import type { Client } from '../../client/client.ts';
import { type MirrorView, mirrorRoutes } from '../../contract/api/mirrors.ts';

/** Asks for a sync and waits until it has ended, however it ended. A long one takes several requests. */
export async function syncMirror(
  client: Client,
  params: { owner: string; name: string },
  signal: AbortSignal,
): Promise<MirrorView> {
  for (;;) {
    const mirror = await client.call(mirrorRoutes.sync, { params }, { signal });
    if (!mirror.syncing) return mirror;
  }
}

/** How the last look went, in words. */
export function syncText({ syncing, failure, lastTryAt }: MirrorView): string {
  if (syncing) return 'syncing';
  if (failure !== null) return `failed: ${failure}`;
  return lastTryAt === null ? 'not yet synced' : 'ok';
}
