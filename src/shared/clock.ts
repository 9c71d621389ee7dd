/** Time as the code sees it; tests put their own in its place. */
export interface Clock {
  /** Wall clock, milliseconds since 1970. For people and records only: it may jump. */
  now(): number;
  /** Monotonic milliseconds since some fixed moment of this process. For leases, timeouts and durations. */
  monotonic(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};
