import type { Signals } from '../../store/port/signals.ts';

/** Idle agents waiting, class by class, for the moment when a look at the queue is worth while. */
export interface Turns {
  /** True: look at the queue now. False: the signal was aborted. */
  wait(agentClass: string, signal: AbortSignal): Promise<boolean>;
  /** Lets the next one look: there may be more jobs. */
  wake(agentClass: string): void;
}

/** Wake-ups may be lost: somebody looks at least this often, in milliseconds. */
const fallback = 250;

interface Line {
  waiting: Set<() => void>;
  /** A wake-up came while nobody waited: the next one does not wait. */
  missed: boolean;
}

/**
 * A wake-up lets one waiter look, not all: a hundred idle agents cost one look. Who finds a job wakes others in turn, so
 * a burst of jobs still reaches them at once.
 */
export function createTurns(signals: Signals, stopping: AbortSignal): Turns {
  const lines = new Map<string, Line>();

  function open(agentClass: string): Line {
    const known = lines.get(agentClass);
    if (known !== undefined) return known;
    const wakeOne = (): void => wake(agentClass);
    const unsubscribe = signals.subscribe(`queue:${agentClass}`, wakeOne);
    const timer = setInterval(wakeOne, fallback);
    stopping.addEventListener('abort', () => {
      unsubscribe();
      clearInterval(timer);
    });
    const line: Line = { waiting: new Set(), missed: false };
    lines.set(agentClass, line);
    return line;
  }

  function wake(agentClass: string): void {
    const line = lines.get(agentClass);
    if (line === undefined) return;
    const [first] = line.waiting;
    if (first === undefined) line.missed = true;
    else first();
  }

  function wait(agentClass: string, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    const line = open(agentClass);
    if (line.missed) {
      line.missed = false;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const finish = (woken: boolean): void => {
        line.waiting.delete(onTurn);
        signal.removeEventListener('abort', onAbort);
        resolve(woken);
      };
      const onTurn = (): void => finish(true);
      const onAbort = (): void => finish(false);
      line.waiting.add(onTurn);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  return { wait, wake };
}
