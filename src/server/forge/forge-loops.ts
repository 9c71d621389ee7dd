import type { ServerDeps } from '../deps.ts';
import { createHookKeeper } from './hook-keeper.ts';
import { createStatusSender } from './status-sender.ts';

/** What happens by itself with forges: statuses go out, webhooks are looked after. */
export function createForgeLoops(deps: Pick<ServerDeps, 'store' | 'forges' | 'clock' | 'log'>): {
  start(): void;
  stop(): Promise<void>;
} {
  const { store, clock, log } = deps;
  const { remote, close } = deps.forges;
  const loops = [createStatusSender({ store, remote, clock, log }), createHookKeeper({ store, remote, log })];
  return {
    start() {
      for (const loop of loops) loop.start();
    },
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
      await close();
    },
  };
}
