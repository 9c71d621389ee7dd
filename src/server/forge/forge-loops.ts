import type { ServerDeps } from '../deps.ts';
import { repositoryOfOutbox, sendMirrorStatus } from '../mirrors/send-status.ts';
import { createHookKeeper } from './hook-keeper.ts';
import type { RemoteForge } from './port.ts';
import { createStatusSender } from './status-sender.ts';

/** What happens by itself with forges: statuses go out, webhooks are looked after. */
export function createForgeLoops(deps: Pick<ServerDeps, 'store' | 'forges' | 'sealer' | 'baseUrl' | 'clock' | 'log'>): {
  start(): void;
  stop(): Promise<void>;
} {
  const { store, clock, log } = deps;
  const { remote, connections, close } = deps.forges;
  const sendStatus: RemoteForge['sendStatus'] = (name, status) => {
    const mirrored = repositoryOfOutbox(name);
    return mirrored === null ? remote.sendStatus(name, status) : sendMirrorStatus(deps, mirrored, status);
  };
  const loops = [
    createStatusSender({ store, remote: { sendStatus }, clock, log }),
    createHookKeeper({ store, remote, connections, log }),
  ];
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
