import type { ServerConfig } from '../../contract/config.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Store } from '../../store/port.ts';
import { type BackgroundLoop, createLoop } from '../scheduler/background-loop.ts';

export interface WarmPodsDeps {
  config: Pick<ServerConfig, 'warm'>;
  store: Pick<Store, 'queue'>;
  log: Logger;
}

/** The class that warm agents belong to, as with local agents. */
const warmClass = 'default';
/** The entries are there from the first round on; the others are for a Redis that was emptied meanwhile. */
const looksEvery = 1000;

/**
 * Keeps idle agents ready where KEDA starts them: `warm` entries more in the stream than there are jobs, always. A pod is
 * Ready only once it has claimed, so KEDA itself takes the idle ones off as pending (docs/decisions/0003). Every server
 * does it, to the same number.
 */
export function createWarmPods({ config, store, log }: WarmPodsDeps): BackgroundLoop {
  return createLoop({
    name: 'warm agents',
    every: looksEvery,
    log,
    round: () => store.queue.keepWarm(warmClass, config.warm),
  });
}
