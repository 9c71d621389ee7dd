import { leaseTimes } from '../../contract/agent-api.ts';
import type { ServerConfig } from '../../contract/config.ts';
import type { Logger } from '../../shared/logger.ts';
import type { AgentRecord } from '../../store/port/agents.ts';
import type { Store } from '../../store/port.ts';
import { type BackgroundLoop, createLoop } from '../scheduler/background-loop.ts';

export interface WarmPodsDeps {
  config: Pick<ServerConfig, 'warm'>;
  store: Pick<Store, 'queue' | 'agents'>;
  clock: { now(): number };
  log: Logger;
}

/** The class that warm agents belong to, as with local agents. */
const warmClass = 'default';
const looksEvery = 1000;
/** An idle agent asks again at least this often; one that was silent for longer is gone, and was killed. Milliseconds. */
const idleWord = leaseTimes.claimPoll + 10_000;

/**
 * Keeps idle agents ready where KEDA starts them: `max(0, warm - idle)` entries more in the stream, by which it makes as
 * many agents more. Every server does it, to the same number.
 */
export function createWarmPods(deps: WarmPodsDeps): BackgroundLoop {
  const { config, store, clock, log } = deps;

  async function round(): Promise<void> {
    const idle = countIdle(await store.agents.list(), clock.now());
    await store.queue.keepWarm(warmClass, warmEntries(config.warm, idle));
  }

  return createLoop({ name: 'warm agents', every: looksEvery, log, round });
}

/** How many entries stand in the stream beside the jobs. */
export function warmEntries(warm: number, idle: number): number {
  return Math.max(0, warm - idle);
}

function countIdle(agents: readonly AgentRecord[], now: number): number {
  return agents.filter(
    ({ state, agentClass, lastSeenAt }) => state === 'idle' && agentClass === warmClass && now - lastSeenAt < idleWord,
  ).length;
}
