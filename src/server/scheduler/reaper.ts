import type { ServerConfig } from '../../contract/config.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { LeaseRecord } from '../../store/port/leases.ts';
import type { Store } from '../../store/port.ts';
import { type BackgroundLoop, createLoop } from './background-loop.ts';

export interface ReaperDeps {
  store: Pick<Store, 'leases'>;
  lease: ServerConfig['lease'];
  clock: Clock;
  log: Logger;
}

/** How long this process itself has watched a lease's counter stand still. */
interface Watch {
  beat: number;
  /** Milliseconds of monotonic time. */
  stood: number;
}

const looksEvery = 1000;

/**
 * Ends leases of agents that are gone. It trusts nothing but its own eyes: a lease expires only after this process has
 * watched its heartbeat counter stand still for the whole time with the store answering. A jumping clock, a restart, an
 * outage of the store or a stalled server therefore expire nothing.
 */
export function createReaper(deps: ReaperDeps): BackgroundLoop & { look(): Promise<void> } {
  const every = Math.min(looksEvery, Math.ceil(deps.lease.expiry / 4));
  let watched = new Map<string, Watch>();
  let lastLook: number | null = null;

  async function look(): Promise<void> {
    const leases = await deps.store.leases.list().catch((error: unknown) => {
      watched = new Map();
      throw error;
    });
    const passed = sinceLastLook();
    const next = new Map<string, Watch>();
    for (const lease of leases) next.set(keyOf(lease), watch(lease, watched.get(keyOf(lease)), passed));
    watched = next;
    await expireStanding(leases);
  }

  /** A longer gap means that this process slept: agents could not reach it, so only a normal round of it counts. */
  function sinceLastLook(): number {
    const now = deps.clock.monotonic();
    const passed = lastLook === null ? 0 : Math.min(now - lastLook, every * 3);
    lastLook = now;
    return passed;
  }

  async function expireStanding(leases: LeaseRecord[]): Promise<void> {
    for (const lease of leases) {
      const seen = watched.get(keyOf(lease));
      if (seen !== undefined && seen.stood >= deps.lease.expiry) await expire(lease, deps);
    }
  }

  const loop = createLoop({ name: 'reaper', every, log: deps.log, round: look });
  return { ...loop, look };
}

function keyOf(lease: LeaseRecord): string {
  return `${lease.jobId}:${lease.attempt}:${lease.agent.agentId}`;
}

function watch(lease: LeaseRecord, before: Watch | undefined, passed: number): Watch {
  if (before === undefined || before.beat !== lease.beat) return { beat: lease.beat, stood: 0 };
  return { beat: lease.beat, stood: before.stood + passed };
}

async function expire(lease: LeaseRecord, { store, lease: times, clock, log }: ReaperDeps): Promise<void> {
  const now = clock.now();
  const ended = await store.leases.expire({
    jobId: lease.jobId,
    attempt: lease.attempt,
    beat: lease.beat,
    reason: `agent ${lease.agent.agentName} gave no sign of life for ${times.expiry / 1000} s`,
    notBefore: lease.exclusive ? now + times.fence : 0,
    at: now,
  });
  if (!ended) return;
  const { runId, jobId, attempt, agent } = lease;
  log.warn({ runId, jobId, attempt, agentId: agent.agentId }, 'lease expired');
}
