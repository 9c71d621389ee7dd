/** What the scaling rule looks at, for one agent class. */
export interface Demand {
  /** Jobs that wait in the queue. */
  waiting: number;
  /** Agents that were started and have not asked for a job yet. */
  starting: number;
  /** Agents that ask for a job right now. */
  idle: number;
  /** Idle agents to keep ready. */
  warm: number;
  /** Agents that may still be started: the maximum without all that live. */
  free: number;
}

/**
 * How many agents to start: `min(waiting - pending, max - running)`, the rule that KEDA applies in the cluster. Warm
 * agents are `max(0, warm - idle)` extra entries in the queue; idle agents beyond the warm ones will take a waiting job,
 * so they count as pending.
 */
export function newAgents({ waiting, starting, idle, warm, free }: Demand): number {
  const entries = waiting + Math.max(0, warm - idle);
  const pending = starting + Math.max(0, idle - warm);
  return Math.max(0, Math.min(entries - pending, free));
}
