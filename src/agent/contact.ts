import type { Heartbeat } from './heartbeat.ts';

/** Watches whether the server still knows of this agent. */
export interface Contact {
  /** Resolves when no heartbeat was answered for as long as the lease lives. Never for jobs that may go on alone. */
  lost: Promise<void>;
  stop(): void;
}

/** `expiry` in milliseconds; null: being cut off is no reason to stop. */
export function watchContact(heartbeat: Pick<Heartbeat, 'lastAnswered'>, expiry: number | null): Contact {
  if (expiry === null) return { lost: new Promise(() => {}), stop: () => {} };
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setInterval(
    () => {
      if (performance.now() - heartbeat.lastAnswered >= expiry) resolve();
    },
    Math.min(1000, expiry / 10),
  );
  return { lost: promise, stop: () => clearInterval(timer) };
}
