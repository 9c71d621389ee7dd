import { agentRoutes } from '../contract/api/agent.ts';
import type { StepState } from '../contract/job-message.ts';
import { createBackoff } from './backoff.ts';
import type { Lease } from './lease.ts';

export interface HeartbeatOptions {
  every: number;
  /** Nobody else may run beside this job: its first step waits until the server knows. */
  exclusive: boolean;
  nextLine: () => number;
  /** The server wants the job cancelled. May be called more than once. */
  onCancel: (reason: string) => void;
}

/** Keeps the lease alive and the page up to date. */
export interface Heartbeat {
  /** Shown on the page within moments. */
  steps(steps: StepState[]): void;
  /**
   * Tells the server that a step starts: from now on the attempt counts. An exclusive job waits until it knows; another
   * goes on without the answer when the server is away.
   */
  started(): Promise<void>;
  readonly hasStarted: boolean;
  /** Monotonic milliseconds at which the last heartbeat that was answered had been sent. */
  readonly lastAnswered: number;
  stop(): void;
}

/** Changes of steps in quick succession go together. */
const debounce = 50;
const retryAfter = 1000;

/** Beats regularly, and at once when the steps change or the first one starts; one request at a time. */
export function startHeartbeat(lease: Lease, options: HeartbeatOptions): Heartbeat {
  const state = { steps: null as StepState[] | null, started: false, answeredStart: false };
  let lastAnswered = performance.now();
  let timer: NodeJS.Timeout | undefined;
  let beating: Promise<void> | undefined;
  let stopped = false;
  const request = { signal: lease.lost, timeoutMilliseconds: options.every };

  function schedule(delay: number): void {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => void beat(), delay);
  }

  function beat(): Promise<void> {
    beating ??= send().then((answered) => {
      beating = undefined;
      if (!answered) schedule(Math.min(options.every, retryAfter));
      else schedule(state.steps === null ? options.every : debounce);
    });
    return beating;
  }

  async function send(): Promise<boolean> {
    const { steps, started } = state;
    const sentAt = performance.now();
    state.steps = null;
    try {
      const body = { ...lease.attempt, nextLine: options.nextLine(), started, ...(steps === null ? {} : { steps }) };
      const { cancel } = await lease.client.call(agentRoutes.heartbeat, { body }, request);
      lastAnswered = sentAt;
      state.answeredStart ||= started;
      if (cancel !== null) options.onCancel(cancel.reason);
      return true;
    } catch (error) {
      state.steps ??= steps;
      if (lease.isLost(error)) stop();
      return false;
    }
  }

  function stop(): void {
    stopped = true;
    clearTimeout(timer);
  }

  async function started(): Promise<void> {
    state.started = true;
    const backoff = createBackoff(100, 1000);
    await beating;
    await beat();
    while (options.exclusive && !state.answeredStart && !lease.lost.aborted) {
      await backoff.pause(lease.lost);
      await beat();
    }
  }

  schedule(options.every);
  return {
    started,
    stop,
    steps(steps) {
      state.steps = steps;
      if (beating === undefined) schedule(debounce);
    },
    get hasStarted() {
      return state.started;
    },
    get lastAnswered() {
      return lastAnswered;
    },
  };
}
